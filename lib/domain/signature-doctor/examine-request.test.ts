import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CompactEncrypt } from 'jose'
import { describe, expect, test } from 'vitest'
import { examineRequest } from '@/lib/domain/profiles/examine-request'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'
import { nameMistakes } from '@/lib/domain/signature-doctor/mistake-catalog'
import { type MistakeId, mistakeIds } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { signMarketplace } from '@/lib/protocols/marketplace'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { signSalesloft } from '@/lib/protocols/salesloft'
import { signShowpad } from '@/lib/protocols/showpad'
import { signSocialSignin } from '@/lib/protocols/social-signin'
import { type SureSendContext, signSureSend } from '@/lib/protocols/sure-send'

import { stepClock } from '@/test/step-clock'

const now = new Date('2026-03-01T12:00:00.000Z')
const seconds = String(now.getTime() / 1000)
const secret = '9f'.repeat(32)
const [staged, old, other] = ['1a'.repeat(32), '2b'.repeat(32), '3c'.repeat(32)]
const secrets: DoctorSecret[] = [
  { label: 'the active secret, v2', secret, mistakes: [] },
  { label: 'the staged secret, v3', secret: staged, mistakes: ['staged-secret'] },
  { label: 'a former secret, v1', secret: old, mistakes: ['old-secret'] },
  { label: 'the secret of Market Pulse', secret: other, mistakes: ['other-widget-secret'] },
]

async function examine(
  protocol: ProtocolId,
  pasted: string,
  { ownSignature, at = now }: { ownSignature?: string; at?: Date } = {},
) {
  const diagnosis = await examineRequest({
    protocol,
    pasted,
    ownSignature,
    secrets,
    now: at,
    clock: stepClock(),
  })
  const ids = diagnosis.mistakes.map(({ id }) => id)
  // Whatever is shown, no secret is among it.
  for (const key of [secret, staged, old, other]) expect(JSON.stringify(diagnosis)).not.toContain(key)
  return { outcome: diagnosis.outcome, ids }
}

const named = (...ids: MistakeId[]) => ({ outcome: 'mistakes', ids })
/** The verifier takes it, and another one may not. */
const advised = (...ids: MistakeId[]) => ({ outcome: 'well', ids })
const well = { outcome: 'well', ids: [] }

// With Ö and ý its base64 has a + and a /, and it ends in =.
const context: SureSendContext = {
  team: { id: 't', name: 'Ö' },
  user: { id: 'u', email: 'a@b.example' },
  person: { id: 'p', firstName: 'ÿ>?>ý~~', lastName: '>>>???', stage: { name: '' }, emails: [], phones: [] },
  timestamp: '2026-03-01T12:00:00Z',
}
const url = 'https://widgets.example.com/w?own=1'
const json = JSON.stringify(context)
const base64 = Buffer.from(json).toString('base64')
const hmac = (key: string | Buffer, text: string | Buffer, algorithm = 'sha256') =>
  createHmac(algorithm, key).update(text).digest()
const launch = (signature: string, value = encodeURIComponent(base64)) =>
  `${url}&context=${value}&signature=${signature}`
const right = hmac(secret, base64).toString('hex')

describe('a Sure Send launch', () => {
  test('has a + in its context, as the mistakes need it', () => expect(base64).toMatch(/\+.*=$/))

  test('that verifies has no mistake, pasted as a URL, as HTTP or as curl', async () => {
    const good = signSureSend({ url, context, secret }).url
    expect(await examine('sure-send', good)).toEqual(well)
    const { pathname, search } = new URL(good)
    expect(
      await examine('sure-send', `GET ${pathname}${search} HTTP/1.1\nHost: widgets.example.com\n\n`),
    ).toEqual(well)
    expect(await examine('sure-send', `curl -i '${good}' \\\n  -H 'accept: text/html'`)).toEqual(well)
  })

  test.each<[string, MistakeId[]]>([
    [launch(hmac(Buffer.from(secret, 'hex'), base64).toString('hex')), ['key-hex-decoded']],
    [launch(hmac(Buffer.from(secret, 'base64'), base64).toString('hex')), ['key-base64-decoded']],
    [launch(hmac(`${secret}\n`, base64).toString('hex')), ['key-line-break']],
    [launch(hmac(` ${secret}`, base64).toString('hex')), ['key-white-space']],
    [launch(hmac(createHash('sha256').update(secret).digest(), base64).toString('hex')), ['key-hashed']],
    [launch(hmac(staged, base64).toString('hex')), ['staged-secret']],
    [launch(hmac(old, base64).toString('hex')), ['old-secret']],
    [launch(hmac(other, base64).toString('hex')), ['other-widget-secret']],
    [launch(hmac(secret, json).toString('hex')), ['signed-json']],
    [launch(hmac(secret, encodeURIComponent(base64)).toString('hex')), ['signed-encoded']],
    [launch(hmac(secret, Buffer.from(json).toString('base64url')).toString('hex')), ['signed-base64url']],
    [launch(hmac(secret, base64.replace(/=+$/, '')).toString('hex')), ['signed-without-padding']],
    [launch(hmac(secret, base64, 'sha1').toString('hex')), ['digest-algorithm']],
    [launch(right.toUpperCase()), ['signature-upper-case']],
    [launch(encodeURIComponent(hmac(secret, base64).toString('base64'))), ['signature-base64']],
    [launch(hmac(secret, base64).toString('base64url')), ['signature-base64url']],
    [launch(`sha256=${right}`), ['signature-prefixed']],
    [launch(right.slice(0, 32)), ['signature-truncated']],
    [launch(right, base64), ['plus-turned-into-space']],
    [launch(right, encodeURIComponent(encodeURIComponent(base64))), ['encoded-twice']],
    [`${launch(right)}&signature=${right}`, ['parameter-doubled']],
    [`${url}&context=${encodeURIComponent(base64)}`, ['parameter-missing']],
    [`${url}&signature=${right}`, ['parameter-missing']],
    [
      launch(hmac(Buffer.from(secret, 'hex'), json).toString('base64url')),
      ['key-hex-decoded', 'signed-json', 'signature-base64url'],
    ],
  ])('with a mistake: %#', async (pasted, ids) => {
    expect(await examine('sure-send', pasted)).toEqual(named(...ids))
  })

  test('whose base64 was not percent-encoded verifies, with a warning', async () => {
    const bare = launch(right, base64.replaceAll('+', '%2B'))
    expect(await examine('sure-send', bare)).toEqual(advised('not-encoded'))
  })

  test('in base64url is told so, whichever text was signed', async () => {
    const value = Buffer.from(json).toString('base64url')
    const signature = hmac(secret, value).toString('hex')
    expect(await examine('sure-send', launch(signature, value))).toEqual(advised('base64url-for-base64'))
  })

  test.each<[string, MistakeId[]]>([
    ['2026-03-01T11:50:00Z', ['clock-behind']],
    ['2026-03-01T12:10:00Z', ['clock-ahead']],
    ['1772366400000', ['milliseconds']],
    ['Sun Mar 01 2026 12:00:00 GMT', ['timestamp-malformed']],
  ])('with the timestamp %s', async (timestamp, ids) => {
    const { url: signed } = signSureSend({ url, context: { ...context, timestamp }, secret })
    expect(await examine('sure-send', signed)).toEqual(named(...ids))
  })

  test('is explained by the signature that its reader computed', async () => {
    const good = launch(right)
    const own = (ownSignature: string) => examine('sure-send', good, { ownSignature })
    expect(await own(right)).toEqual(well)
    expect(
      await own(hmac(secret, `{"team": {"id": "t", "name": "\\u00d6"}, ${''}`).toString('hex')),
    ).toMatchObject({
      outcome: 'unexplained',
    })
    const python = `{"team": {"id": "t", "name": "\\u00d6"}, "user": {"id": "u", "email": "a@b.example"}, "person": {"id": "p", "firstName": "\\u00ff>?>\\u00fd~~", "lastName": ">>>???", "stage": {"name": ""}, "emails": [], "phones": []}, "timestamp": "2026-03-01T12:00:00Z"}`
    expect(await own(hmac(secret, python).toString('hex'))).toEqual(
      named('signed-json', 'signed-reserialised'),
    )
  })

  test('that nobody here signed is not explained, and what is none is unreadable', async () => {
    const unknown = launch(hmac('another secret', base64).toString('hex'))
    expect(await examine('sure-send', unknown)).toMatchObject({ outcome: 'unexplained' })
    for (const text of ['https://widgets.example.com/', 'hello', '{"a":1}', '?', '\0'])
      expect(await examine('sure-send', text)).toMatchObject({ outcome: 'unreadable' })
  })
})

describe('a SocialSignIn call', () => {
  const expires = String(Number(seconds) + 300)
  const query = { q: 'a b*~ü', page: '2' }
  const php = 'q=a+b%2A%7E%C3%BC&page=2'
  const at = (signature: string, text = `${php}&expires=${expires}`) =>
    `https://crm.example.com/search?${text}&sig=${signature}`
  const base = `${php}&expires=${expires}`
  const sign = (text: string) => hmac(secret, text).toString('hex')

  test('that verifies has no mistake, in any spelling', async () => {
    const call = { url: 'https://crm.example.com/search', parameters: query, secret, now }
    expect(await examine('social-signin', signSocialSignin(call).url)).toEqual(well)
    expect(await examine('social-signin', at(sign(base), base.replaceAll('+', '%20')))).toEqual(well)
  })

  test.each<[string, MistakeId[]]>([
    [at(sign(`expires=${expires}&page=2&q=a+b%2A%7E%C3%BC`)), ['parameters-sorted']],
    [at(sign(base.replaceAll('%2A', '*'))), ['star-left-bare']],
    [at(sign(base.replaceAll('+', '%20'))), ['space-as-percent-20']],
    [at(sign(php)), ['expires-left-out']],
    [at(sign(`q=a b*~ü&page=2&expires=${expires}`)), ['parameters-decoded']],
    [at(sign(`https://crm.example.com/search?${base}`)), ['signed-whole-url']],
    [at(sign(JSON.stringify({ ...query, expires }))), ['signed-json']],
    [at(sign(base).toUpperCase()), ['signature-upper-case']],
    [at(hmac(Buffer.from(secret, 'hex'), base).toString('hex')), ['key-hex-decoded']],
    [`https://crm.example.com/search?${base}`, ['parameter-missing']],
  ])('with a mistake: %#', async (pasted, ids) => {
    expect(await examine('social-signin', pasted)).toEqual(named(...ids))
  })

  test('whose signature was left in what its reader signed', async () => {
    const good = at(sign(base))
    const ownSignature = sign(good.split('?')[1] ?? '')
    expect(await examine('social-signin', good, { ownSignature })).toEqual(named('signature-left-in'))
  })

  test('that has expired, or whose expiry is in milliseconds', async () => {
    const later = { at: new Date(now.getTime() + 301_000) }
    expect(await examine('social-signin', at(sign(base)), later)).toEqual(named('clock-behind'))
    const long = `${php}&expires=${expires}000`
    expect(await examine('social-signin', at(sign(long), long))).toEqual(named('milliseconds'))
  })
})

describe('a Showpad call', () => {
  const body = '{"showpadInfo":{"subdomain":"a","username":"u@a.example","crmInstanceId":"i"},"query":"Zoë"}'
  const raw = (signature: string, timestamp = seconds, text = body) =>
    `POST /v1/recipientsearch HTTP/1.1\nHost: c.example.com\nX-Showpad-Signature-V1: ${signature}\nX-Showpad-Signature-Timestamp: ${timestamp}\n\n${text}`
  const sign = (text: string, key: string | Buffer = secret) => hmac(key, text).toString('base64')

  test('that verifies has no mistake, also among several signatures and as curl', async () => {
    const { headers } = signShowpad({
      url: 'https://c.example.com/v1/recipientsearch',
      body,
      secrets: [secret],
      now,
    })
    const signature = headers['x-showpad-signature-v1'] ?? ''
    expect(await examine('showpad', raw(signature))).toEqual(well)
    expect(await examine('showpad', raw(`${sign('x')},${signature}`))).toEqual(well)
    const flags = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`)
    const curl = `curl -X POST 'https://c.example.com/v1/recipientsearch' ${flags.join(' ')} --data-binary '${body}'`
    expect(await examine('showpad', curl)).toEqual(well)
  })

  test.each<[string, MistakeId[]]>([
    [raw(sign(`${body}${seconds}`)), ['separator-missing']],
    [raw(sign(`${seconds}.${body}`)), ['parts-swapped']],
    [raw(sign(body)), ['timestamp-left-out']],
    [raw(sign(`${JSON.stringify(JSON.parse(body), null, 2)}.${seconds}`)), ['signed-reserialised']],
    [raw(hmac(secret, `${body}.${seconds}`).toString('hex')), ['signature-hex']],
    [raw(hmac(secret, `${body}.${seconds}`).toString('base64url')), ['signature-base64url']],
    [raw(sign(`${body}.${seconds}`, Buffer.from(secret, 'hex'))), ['key-hex-decoded']],
    [raw(sign(`${body}.${seconds}000`), `${seconds}000`), ['milliseconds']],
    [raw(sign(`${body}.${Number(seconds) - 400}`), String(Number(seconds) - 400)), ['clock-behind']],
    [raw(sign(`${body}.${Number(seconds) + 400}`), String(Number(seconds) + 400)), ['clock-ahead']],
    [raw(sign(`${body}.yesterday`), 'yesterday'), ['timestamp-malformed']],
    [raw(sign(`${body}.${seconds}`)).replace(/X-Showpad-Signature-T.*\n/, ''), ['parameter-missing']],
  ])('with a mistake: %#', async (pasted, ids) => {
    expect(await examine('showpad', pasted)).toEqual(named(...ids))
  })
})

describe('a marketplace launch', () => {
  const values = { location_id: 'loc-1', user_id: 'u', user_oauth_url: 'https://crm.example.com/api/oauth' }
  const plain = (hmacText: string, timestamp = seconds) =>
    `https://app.example.com/r?location_id=loc-1&timestamp=${timestamp}&hmac=${hmacText}`
  const sign = (text: string) => hmac(secret, text).toString('hex')

  test('that verifies has no mistake, in either mode', async () => {
    const shared = { url: 'https://app.example.com/r', values, secret }
    for (const request of [
      signMarketplace({ mode: 'plain', now, ...shared }),
      signMarketplace({ mode: 'encrypted', ...shared }),
    ])
      expect(await examine('marketplace', request.url)).toEqual(well)
  })

  test.each<[string, MistakeId[]]>([
    [plain(sign(`${seconds}loc-1`)), ['parts-swapped']],
    [plain(sign(`loc-1.${seconds}`)), ['separator-added']],
    [plain(sign('loc-1')), ['timestamp-left-out']],
    [plain(sign(`location_id=loc-1&timestamp=${seconds}`)), ['signed-whole-url']],
    [plain(sign(`loc-1${seconds}`).toUpperCase()), ['signature-upper-case']],
    [plain(sign(`loc-1${seconds}000`), `${seconds}000`), ['milliseconds']],
    [`https://app.example.com/r?location_id=loc-1&timestamp=${seconds}`, ['parameter-missing']],
  ])('of the plain mode with a mistake: %#', async (pasted, ids) => {
    expect(await examine('marketplace', pasted)).toEqual(named(...ids))
  })

  const salt = Buffer.from('0102030405060708', 'hex')
  const derive = (algorithm: string, password: string) => {
    let block = Buffer.alloc(0)
    let all = Buffer.alloc(0)
    while (all.length < 48) {
      block = createHash(algorithm).update(block).update(password).update(salt).digest()
      all = Buffer.concat([all, block])
    }
    return { key: all.subarray(0, 32), iv: all.subarray(32, 48) }
  }
  const encrypt = ({ key, iv }: { key: Buffer; iv: Buffer }) => {
    const cipher = createCipheriv('aes-256-cbc', key, iv)
    const bytes = Buffer.concat([cipher.update(JSON.stringify(values)), cipher.final()])
    return Buffer.concat([Buffer.from('Salted__'), salt, bytes]).toString('base64')
  }
  const at = (data: string) => `https://app.example.com/r?data=${data}`

  test.each<[string, MistakeId[]]>([
    [at(encodeURIComponent(encrypt(derive('sha256', secret)))), ['key-derived-by-sha256']],
    [at(encodeURIComponent(encrypt(derive('md5', `${secret}\n`)))), ['key-line-break']],
    [at(encodeURIComponent(encrypt(derive('md5', staged)))), ['staged-secret']],
    [
      at(encodeURIComponent(encrypt({ key: Buffer.from(secret).subarray(0, 32), iv: Buffer.alloc(16) }))),
      ['key-not-derived'],
    ],
    [at(encodeURIComponent(encodeURIComponent(encrypt(derive('md5', secret))))), ['encoded-twice']],
  ])('of the encrypted mode with a mistake: %#', async (pasted, ids) => {
    expect(await examine('marketplace', pasted)).toEqual(named(...ids))
  })
})

describe('a Salesloft launch', () => {
  const payload = { integration_id: 'i', tenant_id: 't', user_guid: 'u', origin: 'https://crm.example.com' }
  const encrypt = async (key: Uint8Array, ids = { tenant_id: 't', integration_id: 'i' }) => {
    const token = await new CompactEncrypt(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'A256GCMKW', enc: 'A256GCM' })
      .encrypt(key)
    return new URLSearchParams({ payload: token, ...ids }).toString()
  }
  const digest = (text: string) => createHash('sha256').update(text).digest()

  test('that opens has no mistake, as a form and as the payload alone', async () => {
    const request: SignedRequest = await signSalesloft({
      url: 'https://w.example.com/',
      slot: 'full_page',
      payload,
      secret,
    })
    expect(await examine('salesloft', request.body ?? '')).toEqual(well)
    expect(await examine('salesloft', request.fields.payload ?? '')).toEqual(well)
  })

  test('with a key made otherwise is told which', async () => {
    const hex = Buffer.from(digest(secret).toString('hex')).subarray(0, 32)
    expect(await examine('salesloft', await encrypt(hex))).toEqual(named('key-digest-as-hex'))
    const raw = Buffer.from(secret).subarray(0, 32)
    expect(await examine('salesloft', await encrypt(raw))).toEqual(named('key-not-hashed'))
    expect(await examine('salesloft', await encrypt(digest(`${secret}\n`)))).toEqual(named('key-line-break'))
    expect(await examine('salesloft', await encrypt(digest(other)))).toEqual(named('other-widget-secret'))
  })

  test('of another tenant than its ids say, without payload, or by nobody here', async () => {
    const foreign = await encrypt(digest(secret), { tenant_id: 'x', integration_id: 'i' })
    expect(await examine('salesloft', foreign)).toEqual(named('identity-mismatch'))
    expect(await examine('salesloft', 'tenant_id=t&integration_id=i')).toEqual(named('parameter-missing'))
    expect(await examine('salesloft', await encrypt(randomBytes(32)))).toMatchObject({
      outcome: 'unexplained',
    })
  })
})

test('the document describes each mistake by its id', () => {
  const document = readFileSync('docs/signature-doctor.md', 'utf8')
  for (const { id, title } of nameMistakes(mistakeIds)) expect(document).toContain(`| \`${id}\` | ${title} |`)
})

test('megabytes of nothing are read in no time worth naming', async () => {
  for (const text of [
    `${url}&context=${'A'.repeat(90_000)}&signature=${'0'.repeat(900)}`,
    '%'.repeat(99_000),
  ])
    expect((await examine('sure-send', text)).outcome).not.toBe('well')
})
