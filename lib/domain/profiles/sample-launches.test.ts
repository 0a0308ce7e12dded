import { compactDecrypt } from 'jose'
import { describe, expect, test } from 'vitest'
import { profileOf } from '@/lib/domain/profiles/registry'
import { endpointsOf, listWrongLaunches, signSampleLaunch } from '@/lib/domain/profiles/sample-launches'
import { type ProtocolId, protocolIds } from '@/lib/domain/protocols/facts.schema'
import type { Endpoint, LaunchInput } from '@/lib/domain/samples/launches'
import { samples } from '@/lib/domain/samples/records'
import type { ErrorCode } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
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

type SampleInput = LaunchInput & { protocol: ProtocolId }

function receive(input: SampleInput, { url, headers, body }: SignedRequest) {
  const parts = { url, headers, body: body ?? '', secrets: [secret], now }
  const { protocol, endpoint, mode } = input
  return profileOf(protocol).sandbox.receive(parts, { endpoint, mode })
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
  const inputs = endpointsOf(protocol).map(
    (endpoint): SampleInput => ({ protocol, endpoint, url, secret, now, mode }),
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
      const endpoints: readonly Endpoint[] = wrong.endpoints ?? endpointsOf(protocol)
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
  const input: SampleInput = { protocol: 'salesloft', endpoint: 'people_page', url, secret, now }
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
    const input: SampleInput = { protocol, endpoint, url, secret, now }
    const request = await raw?.build(input)
    expect(request?.url).toMatch(/(context|data)=[^&]*\+/)
    const encoded = `${request?.url.replaceAll('+', '%2B')}`
    expect(await codeOf(receive(input, { ...Object(request), url: encoded }))).toContain('undefined')
  }
})
