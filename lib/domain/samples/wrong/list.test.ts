import { compactDecrypt } from 'jose'
import { describe, expect, test } from 'vitest'
import { type Endpoint, endpointsOf, type LaunchInput, signSampleLaunch } from '@/lib/domain/samples/launches'
import { samples } from '@/lib/domain/samples/records'
import { listWrongLaunches } from '@/lib/domain/samples/wrong/list'
import type { ErrorCode } from '@/lib/errors'
import { verifyMarketplace } from '@/lib/protocols/marketplace'
import { protocolIds, type SignedRequest } from '@/lib/protocols/protocol'
import { protocols } from '@/lib/protocols/registry'
import { type SalesloftSlot, verifySalesloft } from '@/lib/protocols/salesloft'
import { codeOf } from '@/test/refusals'

const secret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const now = new Date('2026-01-31T12:00:00Z')
const url = 'https://widgets.example.com/show?view=a'

const kinds = protocolIds.flatMap((protocol) =>
  (protocol === 'marketplace' ? (['encrypted', 'plain'] as const) : [undefined]).map((mode) => ({
    protocol,
    mode,
    name: mode ? `${protocol}, ${mode}` : protocol,
  })),
)

function receive(input: LaunchInput, { url, headers, body }: SignedRequest) {
  const parts = { url, headers, body: body ?? '', secrets: [secret], now }
  if (input.protocol === 'salesloft')
    return verifySalesloft({ ...parts, slot: input.endpoint as SalesloftSlot })
  if (input.protocol === 'marketplace')
    return verifyMarketplace(input.mode ? { ...parts, mode: input.mode } : parts)
  return protocols[input.protocol].verify(parts)
}

const reasons: Partial<Record<string, ErrorCode[]>> = {
  'refuses-tampered-context': ['signature_mismatch', 'decryption_failed', 'malformed_timestamp'],
  'refuses-tampered-signature': ['signature_mismatch', 'decryption_failed', 'too_many_signatures'],
  'refuses-wrong-secret': ['signature_mismatch', 'decryption_failed'],
  'refuses-expired': ['expired'],
  'refuses-future': ['from_the_future'],
  'refuses-malformed-timestamp': ['malformed_timestamp'],
  'refuses-missing': ['missing_parameter', 'missing_header'],
  'refuses-doubled': ['doubled_parameter', 'signature_mismatch'],
  'refuses-short-signature': ['malformed_signature', 'malformed_token', 'signature_mismatch'],
  'refuses-uppercase-signature': ['malformed_signature', 'signature_mismatch'],
  'refuses-wrong-tenant': ['identity_mismatch'],
  'refuses-other-algorithms': ['malformed_token', 'wrong_algorithm'],
  'verifies-raw-body': ['signature_mismatch'],
}

describe.each(kinds)('$name', ({ protocol, mode }) => {
  const inputs = endpointsOf[protocol].map(
    (endpoint): LaunchInput => ({ protocol, endpoint, url, secret, now, mode }),
  )

  test.each(samples)('its %s sample is accepted everywhere', async (sample) => {
    for (const input of inputs) {
      const request = await signSampleLaunch({ ...input, sample })
      expect(await codeOf(receive(input, request))).toContain('undefined')
    }
  })

  test.each(listWrongLaunches(protocol, mode).map((wrong) => [wrong.id, wrong] as const))(
    '%s is refused for its own reason, or signed like any other',
    async (_, wrong) => {
      const endpoints: readonly Endpoint[] = wrong.endpoints ?? endpointsOf[protocol]
      for (const input of inputs.filter(({ endpoint }) => endpoints.includes(endpoint))) {
        const code = await codeOf(receive(input, await wrong.build(input)))
        if (wrong.expected === 'refuse') expect(reasons[wrong.check ?? '']).toContain(code)
        if (wrong.expected === 'accept' || wrong.check?.startsWith('state-'))
          expect(code).toContain('undefined')
      }
    },
  )

  test('no two of them have the same id', () => {
    const ids = listWrongLaunches(protocol, mode).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

test('what a receiver must not take by its algorithm is right in everything else', async () => {
  const input: LaunchInput = { protocol: 'salesloft', endpoint: 'people_page', url, secret, now }
  const key = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret)))
  const others = listWrongLaunches('salesloft').filter(({ check }) => check === 'refuses-other-algorithms')
  expect(others).toHaveLength(3)
  for (const other of others) {
    const { fields } = await other.build(input)
    const { plaintext } = await compactDecrypt(fields.payload ?? '', key)
    expect(JSON.parse(new TextDecoder().decode(plaintext))).toMatchObject({ tenant_id: '1' })
  }
})

test('a raw plus is one: the same launch but for its unencoded characters', async () => {
  for (const [protocol, endpoint] of [
    ['sure-send', 'person'],
    ['sure-send', 'company'],
    ['marketplace', 'iframe'],
  ] as const) {
    const raw = listWrongLaunches(protocol).find(({ id }) => id === 'raw-plus')
    const request = await raw?.build({ protocol, endpoint, url, secret, now })
    expect(request?.url).toMatch(/(context|data)=[^&]*\+/)
    const encoded = `${request?.url.replaceAll('+', '%2B')}`
    expect(
      await codeOf(receive({ protocol, endpoint, url, secret, now }, { ...Object(request), url: encoded })),
    ).toContain('undefined')
  }
})
