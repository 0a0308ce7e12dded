import { createCipheriv, createHash, createHmac } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { CompactEncrypt } from 'jose'
import { describe, expect, test } from 'vitest'
import { examineRequest } from '@/lib/domain/profiles/examine-request'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { stepClock } from '@/test/step-clock'

const now = new Date('2026-03-01T12:00:00.000Z')
const seconds = String(now.getTime() / 1000)
const secret = '9f'.repeat(32)
const secrets = [{ label: 'the active secret', secret, mistakes: [] }]
const hmac = (text: string | Buffer) => createHmac('sha256', secret).update(text)

/** Verdict, findings and the verifier's own code. */
async function examine(protocol: ProtocolId, pasted: string) {
  const { outcome, mistakes, verifier } = await examineRequest({
    protocol,
    pasted,
    secrets,
    now,
    clock: stepClock(),
  })
  return [outcome, verifier?.code, ...mistakes.map(({ id }) => id)]
}

describe('what is rightly signed and refused all the same is told by its reason: Sure Send', () => {
  const context = {
    team: { id: 't', name: 'Zoë' },
    user: { id: 'u', email: 'a@b.example' },
    person: { id: 'p' },
    timestamp: '2026-03-01T12:00:00Z',
  }
  const launch = (bytes: Buffer | string, change = (base64: string) => base64, end = '') => {
    const value = change(Buffer.from(bytes).toString('base64'))
    const signature = hmac(value).digest('hex')
    return `https://w.example.com/?context=${encodeURIComponent(value)}&signature=${signature}${end}`
  }
  const json = JSON.stringify(context)
  const { timestamp: _, ...timeless } = context

  test.each<[string, string, string, string]>([
    [
      'numeric ids',
      launch(JSON.stringify({ ...context, team: { id: 1, name: 'A' } })),
      'malformed_context',
      'malformed_context',
    ],
    [
      'a person and a company',
      launch(JSON.stringify({ ...context, company: { id: 'c' } })),
      'malformed_context',
      'malformed_context',
    ],
    [
      'neither of them',
      launch(JSON.stringify({ ...context, person: undefined })),
      'malformed_context',
      'malformed_context',
    ],
    ['a byte order mark', launch(`\uFEFF${json}`), 'malformed_context', 'malformed_context'],
    ['Latin-1', launch(Buffer.from(json, 'latin1')), 'not_utf8', 'not_utf8'],
    ['base64 twice', launch(Buffer.from(json).toString('base64')), 'malformed_context', 'base64-twice'],
    [
      'line breaks in the base64',
      launch(json, (text) => `${text.slice(0, 64)}\n${text.slice(64)}`),
      'not_base64',
      'base64-line-wrapped',
    ],
    [
      'a line break after the signature',
      launch(json, undefined, '%0A'),
      'malformed_signature',
      'signature-white-space',
    ],
    ['no timestamp', launch(JSON.stringify(timeless)), 'malformed_context', 'timestamp-malformed'],
    [
      'a list for a person',
      launch(JSON.stringify({ ...context, person: ['p'] })),
      'malformed_context',
      'malformed_context',
    ],
    [
      'a name twice',
      launch(json.replace('"team"', '"team":1,"team"')),
      'malformed_context',
      'malformed_context',
    ],
  ])('%s', async (_name, pasted, code, id) => {
    expect(await examine('sure-send', pasted)).toEqual(['mistakes', code, id])
  })

  test('the mistake behind the mistake is told with it', async () => {
    const numeric = Buffer.from(JSON.stringify({ ...context, team: { id: 1, name: 'A' } })).toString('base64')
    const signature = createHmac('sha256', `${secret}\n`).update(numeric).digest('hex')
    const pasted = `https://w.example.com/?context=${encodeURIComponent(numeric)}&signature=${signature}`
    expect(await examine('sure-send', pasted)).toEqual([
      'mistakes',
      'signature_mismatch',
      'key-line-break',
      'malformed_context',
    ])
  })
})

describe('the same of Salesloft', () => {
  const payload = {
    integration_id: 'i',
    tenant_id: 't',
    user_guid: 'u',
    origin: 'https://crm.example.com',
    nonce: 'n',
    person: { id: 1 },
  }
  const key = createHash('sha256').update(secret).digest()
  const encrypt = async (inside: object, more = '') => {
    const token = await new CompactEncrypt(Buffer.from(JSON.stringify(inside)))
      .setProtectedHeader({ alg: 'A256GCMKW', enc: 'A256GCM' })
      .encrypt(key)
    return `payload=${token}&tenant_id=t&integration_id=i${more}`
  }

  test.each<[string, object, string]>([
    [
      'a custom action without a person',
      { ...payload, action: { id: 5 }, person: undefined },
      'slot_mismatch',
    ],
    ['an action without an id', { ...payload, action: {} }, 'slot_mismatch'],
    ['no user', { ...payload, user_guid: undefined }, 'malformed_payload'],
    ['an origin that is none', { ...payload, origin: 'crm' }, 'malformed_payload'],
    ['a list for a person', { ...payload, person: [] }, 'malformed_payload'],
  ])('%s', async (_name, inside, code) => {
    expect(await examine('salesloft', await encrypt(inside))).toEqual(['mistakes', code, code])
  })

  test('zip, a doubled field and a missing one', async () => {
    const { encryptGcm } = await import('@/lib/protocols/jwe')
    const contentKey = Buffer.alloc(32, 7)
    const wrapped = encryptGcm(contentKey, key)
    const [iv, tag] = [wrapped.iv, wrapped.tag].map((part) => part.toString('base64url'))
    const header = Buffer.from(
      JSON.stringify({ alg: 'A256GCMKW', enc: 'A256GCM', zip: 'DEF', iv, tag }),
    ).toString('base64url')
    const content = encryptGcm(deflateRawSync(JSON.stringify(payload)), contentKey, Buffer.from(header))
    const token = [
      header,
      ...[wrapped.bytes, content.iv, content.bytes, content.tag].map((part) => part.toString('base64url')),
    ]
    expect(await examine('salesloft', `payload=${token.join('.')}&tenant_id=t&integration_id=i`)).toEqual([
      'mistakes',
      'wrong_algorithm',
      'jwe-compressed',
    ])
    expect(await examine('salesloft', await encrypt(payload, '&tenant_id=t'))).toEqual([
      'mistakes',
      'doubled_parameter',
      'parameter-doubled',
    ])
    const without = (await encrypt(payload)).replace('&tenant_id=t', '')
    expect(await examine('salesloft', without)).toEqual([
      'mistakes',
      'missing_parameter',
      'parameter-missing',
    ])
  })
})

describe('the same of Showpad', () => {
  const call = (body: string, header = '') => {
    const signature = hmac(`${body}.${seconds}`).digest('base64')
    return `POST / HTTP/1.1\nx-showpad-signature-v1: ${signature}\nx-showpad-signature-timestamp: ${seconds}\n${header}\n${body}`
  }

  test.each([
    ['no showpadInfo', '{"query":"x"}'],
    ['a number in showpadInfo', '{"showpadInfo":{"subdomain":"a","username":"u","crmInstanceId":1}}'],
    ['a list', '[]'],
    ['no JSON', 'query=x'],
    ['a byte order mark', '\uFEFF{"showpadInfo":{"subdomain":"a","username":"u","crmInstanceId":"i"}}'],
  ])('%s', async (_name, body) => {
    expect(await examine('showpad', call(body))).toEqual([
      'mistakes',
      'malformed_payload',
      'malformed_payload',
    ])
  })
})

describe('the same of the marketplace', () => {
  const values = { location_id: 'l', user_id: 'u', user_oauth_url: 'https://crm.example.com/' }
  const encrypt = (text: string) => {
    const salt = Buffer.from('saltsalt')
    const hash = (before: Buffer) => createHash('md5').update(before).update(secret).update(salt).digest()
    const first = hash(Buffer.alloc(0))
    const second = hash(first)
    const cipher = createCipheriv('aes-256-cbc', Buffer.concat([first, second]), hash(second))
    return Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(text), cipher.final()]).toString(
      'base64',
    )
  }
  const at = (data: string, more = '') => `https://r.example.com/?data=${encodeURIComponent(data)}${more}`
  const good = encrypt(JSON.stringify(values))
  const plain = (location: string) =>
    `https://r.example.com/?location_id=${location}&timestamp=${seconds}&hmac=${hmac(`${location}${seconds}`).digest('hex')}`

  test.each<[string, string, string, string]>([
    ['lines of 64', at(good.replace(/.{64}/g, '$&\n')), 'decryption_failed', 'base64-line-wrapped'],
    [
      'a numeric location',
      at(encrypt(JSON.stringify({ ...values, location_id: 7 }))),
      'decryption_failed',
      'field-malformed',
    ],
    ['no user', at(encrypt('{"location_id":"l"}')), 'decryption_failed', 'field-malformed'],
    ['data twice', at(good, `&data=${encodeURIComponent(good)}`), 'doubled_parameter', 'parameter-doubled'],
    ['a dot in a plain location', plain('a.b'), 'malformed_location', 'malformed_location'],
    ['both modes', at(good, '&hmac=1'), 'malformed_request', 'malformed_request'],
  ])('%s', async (_name, pasted, code, id) => {
    expect(await examine('marketplace', pasted)).toEqual(['mistakes', code, id])
  })
})

describe('a name is given only to what was recomputed, and the shortest explanation wins', () => {
  const expires = String(Number(seconds) + 300)
  const call = (query: string, signed: string) =>
    `https://c.example.com/search?${query}&expires=${expires}&sig=${hmac(`${signed}&expires=${expires}`).digest('hex')}`

  test('brackets are not a bare star, and dotted names are not sorted', async () => {
    expect(await examine('social-signin', call('ids[]=1&ids[]=2', 'ids%5B%5D=1&ids%5B%5D=2'))).toEqual([
      'mistakes',
      'signature_mismatch',
      'brackets-not-numbered',
    ])
    expect(await examine('social-signin', call('a.b=1&q=x', 'a.b=1&q=x'))).toEqual([
      'mistakes',
      'signature_mismatch',
      'names-kept',
    ])
    expect(await examine('social-signin', call('a[0]=1&q=*', 'a%5B0%5D=1&q=*'))).toEqual([
      'mistakes',
      'signature_mismatch',
      'star-left-bare',
    ])
  })

  test('a signature by a key that nobody here has gets no name', async () => {
    const pasted = call('a.b[]=*~&q=x y', 'anything else')
    expect(await examine('social-signin', pasted)).toEqual(['unexplained', 'signature_mismatch'])
  })
})
