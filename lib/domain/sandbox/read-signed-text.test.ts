import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { endpointsOf, signSampleLaunch } from '@/lib/domain/profiles/sample-launches'
import { writeCurl } from '@/lib/domain/profiles/write-curl'
import { samples } from '@/lib/domain/samples/records'
import { readSignedText } from '@/lib/domain/sandbox/read-signed-text'
import { writeOpenssl } from '@/lib/domain/sandbox/write-commands'

const secret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const now = new Date('2026-01-31T12:00:00Z')
const url = 'https://widgets.example.com/show?view=a%20b&tag=x*~'

const kinds = [
  { protocol: 'sure-send', mode: undefined, encoding: 'hex' },
  { protocol: 'social-signin', mode: undefined, encoding: 'hex' },
  { protocol: 'showpad', mode: undefined, encoding: 'base64' },
  { protocol: 'marketplace', mode: 'plain', encoding: 'hex' },
] as const

describe.each(kinds)('$protocol', ({ protocol, mode, encoding }) => {
  test.each(samples)('the HMAC of its text is the signature that lib/protocols made: %s', async (sample) => {
    for (const endpoint of endpointsOf(protocol)) {
      const request = await signSampleLaunch({ protocol, mode, endpoint, url, secret, now, sample })
      const { bytes, signature } = readSignedText({ protocol, mode }, request)
      const text = Buffer.from(bytes ?? '', 'base64')
      expect(createHmac('sha256', secret).update(text).digest(encoding)).toBe(signature)
      expect(`${request.url} ${JSON.stringify(request.headers)}`).toContain(signature)
    }
  })
})

test('what is encrypted has no text that is signed, and says how it is made', async () => {
  for (const [protocol, endpoint] of [
    ['salesloft', 'people_page'],
    ['marketplace', 'iframe'],
  ] as const) {
    const request = await signSampleLaunch({ protocol, endpoint, url, secret, now })
    expect(readSignedText({ protocol }, request)).toMatchObject({ bytes: null, signature: null })
  }
})

test('a request without what is signed has no bytes, and nothing throws', () => {
  const request = {
    method: 'GET' as const,
    url: 'https://a.example.com/',
    headers: {},
    body: null,
    fields: {},
  }
  expect(readSignedText({ protocol: 'sure-send' }, request)).toMatchObject({ bytes: null, signature: null })
  expect(readSignedText({ protocol: 'showpad' }, request).signature).toBeNull()
})

test('commands quote what a shell would run', async () => {
  const request = {
    method: 'POST' as const,
    url: "https://a.example.com/?a='$(id)'",
    headers: { 'content-type': 'application/json' },
    body: "it's",
    fields: {},
  }
  expect(writeCurl(request)).toBe(
    `curl -i -X POST 'https://a.example.com/?a='\\''$(id)'\\''' \\\n  -H 'content-type: application/json' \\\n  --data-raw 'it'\\''s'`,
  )
  const signed = readSignedText({ protocol: 'showpad' }, request)
  expect(writeOpenssl({ protocol: 'showpad' }, signed, null)).toContain(`printf '%s' 'it'\\''s.'`)
})
