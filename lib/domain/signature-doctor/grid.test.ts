import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import { CompactEncrypt, CompactSign, GeneralEncrypt } from 'jose'
import { describe, expect, test } from 'vitest'
import { examineRequest } from '@/lib/domain/profiles/examine-request'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'
import { nameMistakes } from '@/lib/domain/signature-doctor/mistake-catalog'
import { languages, type MistakeId, mistakeIds } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { encryptGcm } from '@/lib/protocols/jwe'
import { stepClock } from '@/test/step-clock'

const now = new Date('2026-03-01T12:00:00.000Z')
const seconds = String(now.getTime() / 1000)
const secret = `${'9f'.repeat(31)}4c`
const staged = '1a'.repeat(32)
const secrets: DoctorSecret[] = [
  { label: 'the active secret, v2', secret, mistakes: [] },
  { label: 'the staged secret, v3', secret: staged, mistakes: ['staged-secret'] },
]

async function examine(protocol: ProtocolId, pasted: string, ownSignature?: string) {
  const diagnosis = await examineRequest({ protocol, pasted, ownSignature, secrets, now, clock: stepClock() })
  expect(JSON.stringify(diagnosis)).not.toContain(secret)
  return { outcome: diagnosis.outcome, ids: diagnosis.mistakes.map(({ id }) => id) }
}

const named = (...ids: MistakeId[]) => ({ outcome: 'mistakes', ids })
const hmac = (key: string | Buffer, text: string | Buffer, algorithm = 'sha256') =>
  createHmac(algorithm, key).update(text).digest()
const hash = (algorithm: string, ...parts: (string | Buffer)[]) =>
  parts.reduce((all, part) => all.update(part), createHash(algorithm)).digest()

const context = {
  team: { id: 't', name: 'Ö' },
  user: { id: 'u', email: 'a@b.example' },
  person: { id: 'p', firstName: 'ÿ>?>ý~~', lastName: "</O'Neil&>", score: 1.5 },
  timestamp: '2026-03-01T12:00:00Z',
}
const json = JSON.stringify(context)
const base64 = Buffer.from(json).toString('base64')
const place = 'https://widgets.example.com/w/open'
const launch = (signature: string, value = encodeURIComponent(base64)) =>
  `${place}?context=${value}&signature=${signature}`
const hex = (key: string | Buffer, text: string | Buffer = base64) => hmac(key, text).toString('hex')
const right = hex(secret)

describe('the key', () => {
  test.each<[MistakeId, string | Buffer]>([
    ['key-base64-encoded', Buffer.from(secret).toString('base64')],
    ['key-hex-encoded', Buffer.from(secret).toString('hex')],
    ['key-base64-decoded', Buffer.from(secret, 'base64')],
    ['key-hex-decoded', Buffer.from(secret, 'hex')],
    ['key-case-changed', secret.toUpperCase()],
    ['key-bom', `\uFEFF${secret}`],
    ['key-literal-line-break', `${secret}\\n`],
    ['key-line-break', `${secret}\r\n`],
    ['key-white-space', `"${secret}"`],
    ['key-white-space', `'${secret}'`],
    ['key-charset', Buffer.from(secret, 'utf16le')],
    ['key-charset', Buffer.from(secret, 'utf16le').swap16()],
    ['key-truncated', secret.slice(0, 32)],
    ['key-joined', `${secret}${secret}`],
    ['key-joined', `${secret},${staged}`],
    ['key-joined', `${staged}${secret}`],
    ['key-empty', 'undefined'],
    ['key-empty', ''],
    ['key-empty', 'null'],
    ['key-prefixed', `whsec_${secret}`],
    ['key-prefixed', `v1,whsec_${secret}`],
    ['key-hashed', hash('md5', secret).toString('hex')],
    ['key-hashed', hash('sha256', secret)],
  ])('%s is named', async (id, key) => {
    expect(await examine('sure-send', launch(hex(key)))).toEqual(named(id))
  })

  test('that was percent-encoded is named where that changes it', async () => {
    const odd = 'a/b+c&d and more of a secret'
    const pasted = launch(hex(encodeURIComponent(odd)))
    const { mistakes } = await examineRequest({
      protocol: 'sure-send',
      pasted,
      secrets: [{ label: 'the active secret', secret: odd, mistakes: [] }],
      now,
    })
    expect(mistakes.map(({ id }) => id)).toEqual(['key-percent-encoded'])
  })

  test('and text that changed places are named', async () => {
    expect(await examine('sure-send', launch(hex(base64, secret)))).toEqual(named('key-and-text-swapped'))
  })
})

const wrap = (text: string, width: number, lineBreak = '\n') =>
  (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(lineBreak)
const ascii = (text: string, isUpper = false) =>
  text.replace(/[\u0080-\uffff]/g, (unit) => {
    const code = unit.charCodeAt(0).toString(16).padStart(4, '0')
    return `\\u${isUpper ? code.toUpperCase() : code}`
  })
const python = ascii(json).replace(/,"/g, ', "').replace(/":/g, '": ')

describe('the text of a context', () => {
  test.each<[MistakeId[], string | Buffer]>([
    [['signed-with-name'], `context=${base64}`],
    [['signed-with-name'], `context=${encodeURIComponent(base64)}`],
    [['signed-whole-url'], `${place}?context=${encodeURIComponent(base64)}`],
    [['signed-whole-url'], `/w/open?context=${encodeURIComponent(base64)}`],
    [['signed-encoded'], encodeURIComponent(base64)],
    [['signed-encoded'], encodeURIComponent(encodeURIComponent(base64))],
    [['signed-encoded'], encodeURIComponent(base64).replace(/%../g, (code) => code.toLowerCase())],
    [['signed-decoded-twice'], base64.replaceAll('+', ' ')],
    [['signed-line-wrapped'], wrap(base64, 76)],
    [['signed-line-wrapped'], `${wrap(base64, 60)}\n`],
    [['signed-line-wrapped'], wrap(base64, 64, '\r\n')],
    [['signed-line-wrapped'], `${base64}\n`],
    [['base64-twice'], Buffer.from(base64).toString('base64')],
    [['signed-digest'], hash('sha256', base64).toString('hex')],
    [['signed-json', 'signed-charset'], Buffer.from(json, 'latin1')],
    [['signed-json', 'signed-charset'], Buffer.from(json, 'utf16le')],
    [['signed-json', 'signed-charset'], Buffer.from(Buffer.from(json).toString('latin1'))],
    [['signed-json', 'signed-charset'], json.replace(/[^\0-\x7f]/g, '?')],
    [['signed-charset'], Buffer.from(json, 'latin1').toString('base64')],
    [['signed-json', 'signed-reserialised'], python],
    [['signed-json', 'signed-reserialised'], ascii(json).replaceAll('/', '\\/')],
    [['signed-json', 'signed-reserialised'], json.replaceAll('/', '\\/')],
    [
      ['signed-json', 'signed-reserialised'],
      json.replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`),
    ],
    [
      ['signed-json', 'signed-reserialised'],
      ascii(json, true).replace(/[<>&'+]/g, (one) => `\\u00${one.charCodeAt(0).toString(16).toUpperCase()}`),
    ],
    [['signed-json', 'signed-reserialised'], JSON.stringify(context, null, '\t')],
    [['signed-reserialised'], Buffer.from(JSON.stringify(context, null, 4)).toString('base64')],
    [
      ['signed-reserialised'],
      Buffer.from(
        JSON.stringify({
          person: { firstName: 'ÿ>?>ý~~', id: 'p', lastName: "</O'Neil&>", score: 1.5 },
          team: { id: 't', name: 'Ö' },
          timestamp: context.timestamp,
          user: { email: 'a@b.example', id: 'u' },
        }),
      ).toString('base64'),
    ],
  ])('%j is named: %#', async (ids, text) => {
    expect(await examine('sure-send', launch(right), hex(secret, text))).toEqual(named(...ids))
  })

  test('whose number a parser shortened is named', async () => {
    const written = json.replace('1.5', '1.0')
    const value = Buffer.from(written).toString('base64')
    const pasted = launch(hex(secret, value), encodeURIComponent(value))
    expect(await examine('sure-send', pasted, hex(secret, JSON.stringify(JSON.parse(written))))).toEqual(
      named('signed-json', 'signed-reserialised'),
    )
  })
})

describe('the digest', () => {
  const digest = hmac(secret, base64)
  test.each<[MistakeId[], string]>([
    [['signature-base64-of-hex'], Buffer.from(right).toString('base64')],
    [['signature-hex-of-base64'], Buffer.from(digest.toString('base64')).toString('hex')],
    [['signature-encoded-twice'], Buffer.from(right).toString('hex')],
    [['digest-without-hmac'], hash('sha256', secret, base64).toString('hex')],
    [['digest-without-hmac'], hash('sha256', base64, secret).toString('hex')],
    [['digest-without-hmac', 'digest-algorithm'], hash('sha1', secret, base64).toString('hex')],
    [['digest-without-key'], hash('sha256', base64).toString('hex')],
    [['digest-algorithm'], hmac(secret, base64, 'sha512').toString('hex')],
    [['digest-algorithm', 'signature-base64'], hmac(secret, base64, 'sha1').toString('base64')],
    [['signature-prefixed'], `sha256=${right}`],
    [['signature-prefixed'], `SHA256=${right}`],
    [['signature-prefixed'], `v1=${right}`],
    [['signature-prefixed'], `v1,${right}`],
    [['signature-prefixed', 'signature-base64'], `v1,${digest.toString('base64')}`],
    [['signature-prefixed', 'signature-upper-case'], `sha256=${right.toUpperCase()}`],
    [['signature-dashed'], (right.toUpperCase().match(/../g) ?? []).join('-')],
    [['signature-white-space'], `${right}\n`],
    [['signature-white-space'], `"${right}"`],
    [['signature-line-wrapped', 'signature-encoded-twice'], wrap(Buffer.from(right).toString('hex'), 64)],
    [['encoded-twice', 'signature-base64'], encodeURIComponent(digest.toString('base64'))],
  ])('%j is named: %#', async (ids, signature) => {
    expect(await examine('sure-send', launch(encodeURIComponent(signature)))).toEqual(named(...ids))
  })
})

describe('two mistakes of any two axes are named together', () => {
  const sha1 = (key: string | Buffer, text: string | Buffer) => hmac(key, text, 'sha1').toString('hex')
  test.each<[MistakeId[], string]>([
    [['key-hex-decoded', 'signed-json'], hex(Buffer.from(secret, 'hex'), json)],
    [['key-line-break', 'digest-algorithm'], sha1(`${secret}\n`, base64)],
    [['signed-json', 'digest-algorithm'], sha1(secret, json)],
    [['key-prefixed', 'key-line-break'], hex(`whsec_${secret}\n`)],
    [['key-case-changed', 'key-line-break'], hex(`${secret.toUpperCase()}\n`)],
    [['staged-secret', 'key-hex-decoded', 'signed-json'], hex(Buffer.from(staged, 'hex'), json)],
    [
      ['key-hashed', 'signed-line-wrapped', 'signature-upper-case'],
      hex(hash('sha256', secret), wrap(base64, 76)).toUpperCase(),
    ],
  ])('%j', async (ids, signature) => {
    const found = await examine('sure-send', launch(signature))
    expect([found.outcome, ...found.ids.sort()]).toEqual(['mistakes', ...[...ids].sort()])
  })

  test.each<[MistakeId[], string, string]>([
    [
      ['key-hex-decoded', 'encoded-twice'],
      hex(Buffer.from(secret, 'hex')),
      encodeURIComponent(encodeURIComponent(base64)),
    ],
    [['signed-json', 'plus-turned-into-space'], hex(secret, json), base64],
  ])('%j, of which one befell the request on its way', async (ids, signature, value) => {
    expect(await examine('sure-send', launch(signature, value))).toEqual(named(...ids))
  })
})

test('a single mistake with the secret of another widget is found among many', async () => {
  const others = Array.from({ length: 60 }, (_, index) => ({
    label: `the secret of widget ${index}`,
    secret: index.toString(16).padStart(64, '7f'),
    mistakes: ['other-widget-secret'] as const,
    isForeign: true,
  }))
  const last = others.at(-1)?.secret ?? ''
  for (const [id, key, text] of [
    ['key-case-changed', last.toUpperCase(), base64],
    ['signed-encoded', last, encodeURIComponent(base64)],
    ['key-hex-decoded', Buffer.from(last, 'hex'), base64],
  ] as const) {
    const { mistakes, secret: by } = await examineRequest({
      protocol: 'sure-send',
      pasted: launch(hex(key, text)),
      secrets: [...secrets, ...others],
      now,
      clock: stepClock(),
    })
    expect([by, mistakes.map((mistake) => mistake.id)]).toEqual([
      'the secret of widget 59',
      ['other-widget-secret', id],
    ])
  }
})

describe('a context that was damaged on its way', () => {
  test('in lines, or encoded twice, is named', async () => {
    for (const lines of [wrap(base64, 76), wrap(base64, 64, '\r\n')])
      expect(await examine('sure-send', launch(right, encodeURIComponent(lines)))).toEqual(
        named('base64-line-wrapped'),
      )
    const twice = Buffer.from(base64).toString('base64')
    expect(await examine('sure-send', launch(right, encodeURIComponent(twice)))).toEqual(
      named('base64-twice'),
    )
    expect(await examine('sure-send', launch(hex(secret, twice), encodeURIComponent(twice)))).toEqual(
      named('base64-twice'),
    )
  })
})

describe('a query', () => {
  const expires = String(Number(seconds) + 300)
  const at = (query: string, signed: string) =>
    `https://crm.example.com/search?${query}&expires=${expires}&sig=${hex(secret, `${signed}&expires=${expires}`)}`
  const raw = (query: string, text: string) =>
    `https://crm.example.com/search?${query}&expires=${expires}&sig=${hex(secret, text)}`
  const marks = "q=a b*~!'()/:é"
  const php = 'q=a+b%2A%7E%21%27%28%29%2F%3A%C3%A9'
  const own = encodeURIComponent("a b*~!'()/:é")

  test.each<[string, MistakeId[], string]>([
    ['Python urlencode, Go', ['tilde-left-bare'], php.replace('%7E', '~')],
    ['URLSearchParams', ['star-left-bare'], php.replace('%2A', '*')],
    ['RFC 3986', ['space-as-percent-20', 'tilde-left-bare'], php.replace('+', '%20').replace('%7E', '~')],
    [
      'encodeURIComponent',
      ['space-as-percent-20', 'star-left-bare', 'tilde-left-bare', 'marks-left-bare'],
      `q=${own}`,
    ],
    [
      'Python quote',
      ['space-as-percent-20', 'tilde-left-bare', 'reserved-left-bare'],
      'q=a%20b%2A~%21%27%28%29/:%C3%A9',
    ],
    ['.NET', ['percent-lower-case'], php.replace(/%../g, (code) => code.toLowerCase())],
  ])('as %s writes it is named by its differences', async (_, ids, signed) => {
    expect(await examine('social-signin', at(`q=${own}`, signed))).toEqual(named(...ids))
  })

  test.each<[MistakeId[], string, string]>([
    [['brackets-left-bare'], 'a[0]=1&a[1]=2', `a[0]=1&a[1]=2&expires=${expires}`],
    [['brackets-not-numbered'], 'a[]=1&a[]=2', `a%5B%5D=1&a%5B%5D=2&expires=${expires}`],
    [['query-as-written'], 'a[]=1&a[]=2', `a[]=1&a[]=2&expires=${expires}`],
    [['names-kept'], 'a.b=1', `a.b=1&expires=${expires}`],
    [['doubles-kept'], 'q=1&q=2', `q=1&q=2&expires=${expires}`],
    [['query-as-written'], 'q=a%20b%7e', `q=a%20b%7e&expires=${expires}`],
    [['ampersand-escaped'], 'q=1', `q=1&amp;expires=${expires}`],
    [['parameters-joined-otherwise'], 'q=1', `q=1;expires=${expires}`],
    [['parameter-added'], 'q=1&utm_source=x', `q=1&expires=${expires}`],
    [['parameter-added'], 'q=1&utm_source=x&utm_medium=y', `q=1&expires=${expires}`],
    [['framework-parameter'], 'q=1', `_path=%2Fsearch&q=1&expires=${expires}`],
    [['framework-parameter'], 'q=1', `q=1&expires=${expires}&_route=search`],
    [['encoded-twice'], 'q=%C3%A9', `q=%25C3%25A9&expires=${expires}`],
    [['signed-whole-url'], 'q=1', `/search?q=1&expires=${expires}`],
    [['signed-whole-url'], 'q=1', `https://crm.example.com/search?q=1&expires=${expires}`],
    [['parameters-sorted', 'star-left-bare'], 'q=*', `expires=${expires}&q=*`],
    [['signed-digest'], 'q=1', hash('sha256', `q=1&expires=${expires}`).toString('hex')],
  ])('%j: %s', async (ids, query, text) => {
    expect(await examine('social-signin', raw(query, text))).toEqual(named(...ids))
  })

  test('is well in PHP’s own encoding', async () => {
    expect(await examine('social-signin', at(`q=${own}`, php))).toEqual({ outcome: 'well', ids: [] })
    expect(marks).toContain('~')
  })
})

describe('a body', () => {
  const body = '{"showpadInfo":{"subdomain":"a","username":"u@a.example","crmInstanceId":"i"},"url":"a/é"}'
  const call = (signature: string, text = body) =>
    `POST /v1/recipientsearch HTTP/1.1\nHost: c.example.com\nX-Showpad-Signature-V1: ${signature}\nX-Showpad-Signature-Timestamp: ${seconds}\n\n${text}`
  const sign = (text: string | Buffer) => hmac(secret, text).toString('base64')

  test.each<[MistakeId[], string]>([
    [['separator-other'], sign(`${body}:${seconds}`)],
    [['parts-swapped', 'separator-other'], sign(`v0:${seconds}:${body}`)],
    [['body-lost'], sign(`{}.${seconds}`)],
    [['body-lost'], sign(`.${seconds}`)],
    [['body-lost'], sign(`[object Object].${seconds}`)],
    [['signed-base64'], sign(`${Buffer.from(body).toString('base64')}.${seconds}`)],
    [['line-breaks-changed'], sign(`${body}\n.${seconds}`)],
    [['timestamp-other-format'], sign(`${body}.2026-03-01T12:00:00Z`)],
    [['signed-charset'], sign(Buffer.concat([Buffer.from(body, 'latin1'), Buffer.from(`.${seconds}`)]))],
    [['signed-reserialised'], sign(`${ascii(body).replace('a/', 'a\\/')}.${seconds}`)],
    [['signature-without-padding'], hmac(secret, `${body}.${seconds}`).toString('base64').replace('=', '')],
    [['signature-prefixed'], `sha256=${sign(`${body}.${seconds}`)}`],
    [['signature-base64-of-hex'], Buffer.from(hex(secret, `${body}.${seconds}`)).toString('base64')],
  ])('with %j: %#', async (ids, signature) => {
    const found = await examine('showpad', call(signature))
    expect(found.outcome).toBe('mistakes')
    expect(found.ids).toEqual(ids)
  })

  test('whose line breaks were rewritten on the way is told so', async () => {
    const lines = body.replace(',"url"', ',\n"url"')
    const signature = sign(`${lines.replaceAll('\n', '\r\n')}.${seconds}`)
    expect(await examine('showpad', call(signature, lines))).toEqual(named('line-breaks-changed'))
  })
})

describe('a JWE', () => {
  const payload = { integration_id: 'i', tenant_id: 't', user_guid: 'u', origin: 'https://crm.example.com' }
  const bytes = Buffer.from(JSON.stringify(payload))
  const key = hash('sha256', secret)
  const form = (token: string) =>
    new URLSearchParams({ payload: token, tenant_id: 't', integration_id: 'i' }).toString()
  const encrypt = (by: Buffer, alg = 'A256GCMKW', enc = 'A256GCM') =>
    new CompactEncrypt(bytes).setProtectedHeader({ alg, enc }).encrypt(by)

  test.each<[MistakeId, Buffer]>([
    ['key-digest-as-base64', Buffer.from(key.toString('base64')).subarray(0, 32)],
    ['key-digest-as-hex', Buffer.from(key.toString('hex')).subarray(0, 32)],
    ['key-not-hashed', Buffer.from(secret).subarray(0, 32)],
    ['key-hashed-otherwise', Buffer.from(hash('md5', secret).toString('hex'))],
    ['key-line-break', hash('sha256', `${secret}\n`)],
    ['key-hex-decoded', hash('sha256', Buffer.from(secret, 'hex'))],
    ['staged-secret', hash('sha256', staged)],
    ['key-empty', hash('sha256', 'undefined')],
  ])('whose key is %s', async (id, by) => {
    expect(await examine('salesloft', form(await encrypt(by)))).toEqual(named(id))
  })

  test.each([
    ['A128GCMKW', 'A256GCM', key.subarray(0, 16)],
    ['dir', 'A256GCM', key],
    ['A256KW', 'A256GCM', key],
    ['A256GCMKW', 'A128GCM', key],
    ['A256GCMKW', 'A128CBC-HS256', key],
  ])('of %s and %s is named by its algorithm, and its key is found', async (alg, enc, by) => {
    const diagnosis = await examineRequest({
      protocol: 'salesloft',
      pasted: form(await encrypt(Buffer.from(by), alg, enc)),
      secrets,
      now,
    })
    expect(diagnosis.mistakes.map(({ id }) => id)).toEqual(['jwe-algorithm'])
    expect(diagnosis.secret).toBe('the active secret, v2')
  })

  test('that is compressed, signed, or in JSON is named', async () => {
    const compressed = toCompact(deflateRawSync(bytes), { zip: 'DEF' })
    expect(await examine('salesloft', form(compressed))).toEqual(named('jwe-compressed'))
    const signed = await new CompactSign(bytes).setProtectedHeader({ alg: 'HS256' }).sign(key)
    expect(await examine('salesloft', form(signed))).toEqual(named('jws-for-jwe'))
    const general = await new GeneralEncrypt(bytes)
      .setProtectedHeader({ enc: 'A256GCM' })
      .addRecipient(key)
      .setUnprotectedHeader({ alg: 'A256GCMKW' })
      .encrypt()
    expect(await examine('salesloft', form(JSON.stringify(general)))).toEqual(named('jwe-as-json'))
  })

  test('in lines or percent-encoded twice is named', async () => {
    const token = await encrypt(key)
    expect(await examine('salesloft', form(wrap(token, 64)))).toEqual(named('base64-line-wrapped'))
    const ids = '&tenant_id=t&integration_id=i'
    const twice = encodeURIComponent(token.replaceAll('.', '%2E'))
    expect(await examine('salesloft', `payload=${twice}${ids}`)).toEqual(named('encoded-twice'))
  })

  test('of the OAuth client secret is named, of which the portal has the hash only', async () => {
    const { mistakes } = await examineRequest({
      protocol: 'salesloft',
      pasted: form(await encrypt(hash('sha256', 'the client secret'))),
      secrets: [
        ...secrets,
        {
          label: 'the OAuth client secret',
          secret: '',
          sha256: hash('sha256', 'the client secret'),
          mistakes: ['oauth-client-secret'],
        },
      ],
      now,
    })
    expect(mistakes.map(({ id }) => id)).toEqual(['oauth-client-secret'])
  })

  function toCompact(content: Buffer, more: Record<string, string>): string {
    const contentKey = randomBytes(32)
    const wrapped = encryptGcm(contentKey, key)
    const b64 = (part: Buffer) => part.toString('base64url')
    const header = b64(
      Buffer.from(
        JSON.stringify({
          alg: 'A256GCMKW',
          enc: 'A256GCM',
          iv: b64(wrapped.iv),
          tag: b64(wrapped.tag),
          ...more,
        }),
      ),
    )
    const sealed = encryptGcm(content, contentKey, Buffer.from(header))
    return [header, ...[wrapped.bytes, sealed.iv, sealed.bytes, sealed.tag].map(b64)].join('.')
  }
})

describe('encrypted parameters', () => {
  const values = { location_id: 'loc-1', user_id: 'u', user_oauth_url: 'https://crm.example.com/api/oauth' }
  const salt = Buffer.from('0102030405060708', 'hex')
  const evp = (algorithm: string, length: number) => {
    let block = Buffer.alloc(0)
    let all = Buffer.alloc(0)
    while (all.length < length) {
      block = hash(algorithm, block, secret, salt)
      all = Buffer.concat([all, block])
    }
    return all
  }
  const encrypt = (derived: Buffer, text = JSON.stringify(values), cipher = 'aes-256-cbc') => {
    const size = cipher === 'aes-128-cbc' ? 16 : 32
    const by = createCipheriv(cipher, derived.subarray(0, size), derived.subarray(size, size + 16))
    return Buffer.concat([by.update(text), by.final()])
  }
  const salted = (content: Buffer) => Buffer.concat([Buffer.from('Salted__'), salt, content])
  const at = (data: string) => `https://app.example.com/r?data=${encodeURIComponent(data)}`
  const b64 = (bytes: Buffer) => bytes.toString('base64')
  const good = evp('md5', 48)
  const text = JSON.stringify(values)

  test.each<[MistakeId[], string]>([
    [['key-derived-by-pbkdf2'], b64(salted(encrypt(pbkdf2Sync(secret, salt, 10_000, 48, 'sha256'))))],
    [['key-derived-otherwise'], b64(salted(encrypt(evp('sha1', 48))))],
    [['cipher-aes-128'], b64(salted(encrypt(evp('md5', 32), text, 'aes-128-cbc')))],
    [['salt-missing'], b64(Buffer.concat([salt, encrypt(good)]))],
    [
      ['salt-missing', 'key-not-derived'],
      b64(
        Buffer.concat([
          Buffer.from('0123456789abcdef'),
          encrypt(Buffer.from(`${secret.slice(0, 32)}0123456789abcdef`)),
        ]),
      ),
    ],
    [['data-in-hex'], salted(encrypt(good)).toString('hex')],
    [['base64-twice'], b64(Buffer.from(b64(salted(encrypt(good)))))],
    [['base64-line-wrapped'], wrap(b64(salted(encrypt(good))), 64)],
    [['payload-bom'], b64(salted(encrypt(good, `\uFEFF${text}`)))],
    [['payload-as-query'], b64(salted(encrypt(good, 'location_id=loc-1&user_id=u')))],
    [['field-malformed'], b64(salted(encrypt(good, JSON.stringify({ ...values, location_id: 7 }))))],
    [['field-malformed'], b64(salted(encrypt(good, '{"location_id":"loc-1"}')))],
    [['base64url-for-base64'], salted(encrypt(good)).toString('base64url')],
  ])('%j: %#', async (ids, data) => {
    expect(await examine('marketplace', at(data))).toEqual(named(...ids))
  })
})

describe('plain parameters', () => {
  const at = (location: string, text: string) =>
    `https://app.example.com/r?location_id=${location}&timestamp=${seconds}&hmac=${hex(secret, text)}`

  test.each<[MistakeId[], string]>([
    [['location-left-out'], seconds],
    [['location-case-changed'], `LOC-1${seconds}`],
    [['separator-added'], `loc-1|${seconds}`],
    [['parts-swapped', 'separator-added'], `${seconds}:loc-1`],
    [['milliseconds'], `loc-1${seconds}000`],
  ])('%j', async (ids, text) => {
    const found = await examine('marketplace', at('loc-1', text))
    expect([...found.ids].sort()).toEqual([...ids].sort())
  })
})

test('each mistake of the catalog has an example in these tests, and a line to change in each language', () => {
  const sources = ['grid', 'examine-request', 'read-pasted']
    .map((name) => readFileSync(`lib/domain/signature-doctor/${name}.test.ts`, 'utf8'))
    .join('\n')
  expect(mistakeIds.filter((id) => !sources.includes(`'${id}'`))).toEqual([])
  for (const { id, title, why, fix } of nameMistakes(mistakeIds)) {
    expect([title, why], id).not.toContain('')
    for (const language of languages) {
      const { wrong, right: line } = fix[language]
      expect([wrong, line, wrong === line], `${id}, ${language}`).toEqual([
        expect.stringMatching(/./),
        expect.stringMatching(/./),
        false,
      ])
    }
  }
})
