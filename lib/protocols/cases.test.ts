import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/errors'
import { signMarketplace, verifyMarketplace } from '@/lib/protocols/marketplace'
import type { RequestParts } from '@/lib/protocols/protocol'
import { readHint } from '@/lib/protocols/protocol'
import {
  readSalesloftIds,
  type SalesloftPayload,
  signSalesloft,
  verifySalesloft,
} from '@/lib/protocols/salesloft'
import { signShowpad, verifyShowpad } from '@/lib/protocols/showpad'
import { signSocialSignin, verifySocialSignin } from '@/lib/protocols/social-signin'
import { parseJsonObject } from '@/lib/protocols/strict-json'
import { codeOf } from '@/test/code-of'
import {
  samplesSignedAt as now,
  sampleBody,
  samplePayload,
  sampleValues,
  sampleUrl as url,
} from '@/test/protocol-samples'

const secret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const keys = { secrets: [secret], now }

describe('Salesloft', () => {
  const { action: _, person: __, ...bare } = samplePayload
  const account = { id: 9, name: 'Acme' }
  const payloads = {
    full_page: { ...bare, nonce: undefined },
    custom_action: samplePayload,
    email_editor: bare,
    people_page: { ...bare, person: { id: 7 } },
    account_page: { ...bare, account },
  } satisfies Record<string, SalesloftPayload>

  test.each(Object.keys(payloads) as (keyof typeof payloads)[])(
    'recognises %s by its payload',
    async (slot) => {
      const { body } = await signSalesloft({ url, slot, payload: payloads[slot], secret })
      expect(await verifySalesloft({ body: body ?? '', ...keys })).toMatchObject({
        slot,
        targetOrigin: 'https://app.salesloft.com',
      })
    },
  )

  test('takes an email editor with a person for one where its URL was called', async () => {
    const payload = payloads.people_page
    const { body } = await signSalesloft({ url, slot: 'email_editor', payload, secret })
    const verified = await verifySalesloft({ body: body ?? '', slot: 'email_editor', ...keys })
    expect(verified.slot).toBe('email_editor')
  })

  test('refuses a payload for another slot than the one that was called, and signs none', async () => {
    const { body } = await signSalesloft({ url, slot: 'email_editor', payload: bare, secret })
    for (const slot of ['people_page', 'account_page', 'custom_action'] as const) {
      expect(await codeOf(verifySalesloft({ body: body ?? '', slot, ...keys }))).toBe('slot_mismatch')
      expect(await codeOf(signSalesloft({ url, slot, payload: bare, secret }))).toBe('slot_mismatch')
    }
  })

  test('refuses the ids of one tenant beside a payload of another', async () => {
    const form = await signSalesloft({ url, slot: 'custom_action', payload: samplePayload, secret })
    for (const name of ['tenant_id', 'integration_id']) {
      const body = new URLSearchParams({ ...form.fields, [name]: '3' }).toString()
      expect(await codeOf(verifySalesloft({ body, ...keys }))).toBe('identity_mismatch')
    }
    expect(readSalesloftIds(form.body ?? '')).toEqual({ tenantId: '1', integrationId: '2' })
  })

  test('posts to the origin inside, whatever the form says in clear', async () => {
    const form = await signSalesloft({ url, slot: 'custom_action', payload: samplePayload, secret })
    const body = new URLSearchParams({ ...form.fields, origin: 'https://evil.test' }).toString()
    const verified = await verifySalesloft({ body, ...keys })
    expect(verified.targetOrigin).toBe('https://app.salesloft.com')
    expect(readHint(verified.unauthenticated, 'origin')).toBe('https://evil.test')
  })

  test('spends the same nonce once, also in another encryption of it', async () => {
    const sign = () => signSalesloft({ url, slot: 'custom_action', payload: samplePayload, secret })
    const [first, second] = [await sign(), await sign()]
    expect(first.body).not.toBe(second.body)
    const [one, other] = [
      await verifySalesloft({ body: first.body ?? '', ...keys }),
      await verifySalesloft({ body: second.body ?? '', ...keys }),
    ]
    expect(one.replayKey).toBe(other.replayKey)
  })
})

describe('Showpad', () => {
  const call = signShowpad({ url, body: sampleBody, secrets: [secret, 'the other live secret'], now })
  const verify = (signatures: string, body: string | Uint8Array = sampleBody) =>
    verifyShowpad({
      body,
      headers: { ...call.headers, 'X-Showpad-Signature-V1': undefined, 'x-showpad-signature-v1': signatures },
      ...keys,
    })
  const [signature = '', other = ''] = (call.headers['x-showpad-signature-v1'] ?? '').split(',')

  test('finds its signature among others, spaced and in any order, with the same replay key', async () => {
    const verified = [
      await verify(`${other}, ${signature}`),
      await verify(signature),
      await verify(`no base64,${signature}`),
    ]
    expect(new Set(verified.map(({ replayKey }) => replayKey)).size).toBe(1)
  })

  test('compares ten signatures and refuses eleven or ten thousand unread', async () => {
    const wrong = Array.from({ length: 9 }, () => other)
    await expect(verify([...wrong, signature].join(','))).resolves.toBeDefined()
    expect(await codeOf(verify([...wrong, other, signature].join(',')))).toBe('too_many_signatures')
    expect(await codeOf(verify(Array(10_000).fill(signature).join(',')))).toBe('too_many_signatures')
  })

  test('covers the raw bytes: written again, with a byte order mark, or cut elsewhere they are others', async () => {
    for (const body of [
      JSON.stringify(JSON.parse(sampleBody), null, 1),
      `\uFEFF${sampleBody}`,
      `${sampleBody}.1761579000`,
    ])
      expect(await codeOf(verify(signature, body))).toBe('signature_mismatch')
  })

  test.each([
    ['a byte order mark', `\uFEFF${sampleBody}`, 'malformed_payload'],
    ['a name twice', sampleBody.replace('"query"', '"showpadInfo":1,"query"'), 'malformed_payload'],
    ['no showpadInfo', '{"query":"q"}', 'malformed_payload'],
    ['a list', '[]', 'malformed_payload'],
    ['nothing', '', 'malformed_payload'],
  ])('refuses a signed body with %s', async (_, body, code) => {
    const { headers } = signShowpad({ url, body, secrets: [secret], now })
    expect(await codeOf(verifyShowpad({ body, headers, ...keys }))).toBe(code)
  })
})

describe('SocialSignIn', () => {
  const signed = signSocialSignin({ url, parameters: { id: '7' }, secret, now }).url
  const late = { secrets: [secret], now: new Date(now.getTime() + 301_000) }

  test('takes the parameters named as unsigned out before it verifies, and gives them as hints', async () => {
    const live = `${signed}&message_sentiment=%3Cb%3E&message.language=en`
    expect(await codeOf(verifySocialSignin({ url: live, ...keys }))).toBe('signature_mismatch')
    const unsignedParameters = ['message_sentiment', 'message_language']
    const verified = await verifySocialSignin({ url: live, unsignedParameters, ...keys })
    expect(verified.data).not.toHaveProperty('message_sentiment')
    expect(readHint(verified.unauthenticated, 'message_sentiment')).toBe('<b>')
  })

  test('checks as the reference: parameters, then the signature, then the expiry', async () => {
    const broken = signed.replace('sig=', 'sig=x')
    expect(await codeOf(verifySocialSignin({ url: broken, ...late }))).toBe('signature_mismatch')
    expect(await codeOf(verifySocialSignin({ url: signed, ...late }))).toBe('expired')
    const wordy = broken.replace(/expires=\d+/, 'expires=soon')
    expect(await codeOf(verifySocialSignin({ url: wordy, ...late }))).toBe('malformed_timestamp')
    const listed = signed.replace('sig=', 'sig[]=')
    expect(await codeOf(verifySocialSignin({ url: listed, ...keys }))).toBe('missing_parameter')
  })

  test('a list of unsigned parameters cannot name the signature away', async () => {
    const input = { url: signed, unsignedParameters: ['sig'], ...keys }
    expect((await verifySocialSignin(input)).data.id).toBe('7')
  })
})

describe('marketplace', () => {
  const encrypted = signMarketplace({ mode: 'encrypted', url, values: sampleValues, secret }).url
  const plain = signMarketplace({ mode: 'plain', url, values: sampleValues, secret, now }).url

  test('refuses both modes at once, and the one that is not registered', async () => {
    const both = `${encrypted}&hmac=${'0'.repeat(64)}`
    expect(await codeOf(verifyMarketplace({ url: both, ...keys }))).toBe('malformed_request')
    expect(await codeOf(verifyMarketplace({ url: plain, mode: 'encrypted', ...keys }))).toBe(
      'missing_parameter',
    )
    expect(await codeOf(verifyMarketplace({ url: encrypted, mode: 'plain', ...keys }))).toBe(
      'missing_parameter',
    )
  })

  test('gives one answer to every broken encryption: cut, padded wrongly, salted wrongly, of another secret', async () => {
    const data = new URL(encrypted).searchParams.get('data') ?? ''
    const bytes = Buffer.from(data, 'base64')
    const lastBlock = (mask: number) => {
      const changed = Buffer.from(bytes)
      const at = changed.length - 17
      changed[at] = (changed[at] ?? 0) ^ mask
      return changed.toString('base64')
    }
    const broken = [
      ...Array.from({ length: 255 }, (_, index) => lastBlock(index + 1)),
      bytes.subarray(0, -1).toString('base64'),
      bytes.subarray(0, -16).toString('base64'),
      bytes.subarray(0, 16).toString('base64'),
      bytes.subarray(8).toString('base64'),
      `${data}=`,
      data.slice(0, -1),
      'not base64',
    ]
    const answers = new Set<string>()
    for (const one of broken) {
      const answer = verifyMarketplace({ url: `https://x.test/?data=${encodeURIComponent(one)}`, ...keys })
      const error: unknown = await answer.catch((thrown: unknown) => thrown)
      answers.add(error instanceof AppError ? error.message : String(error))
    }
    expect([...answers]).toEqual(['decryption_failed: The data can’t be decrypted with this secret.'])
  })

  test('location and time cannot flow into each other', async () => {
    const moved = new URL(plain)
    moved.searchParams.set('location_id', `${sampleValues.location_id}1`)
    moved.searchParams.set('timestamp', '761579000')
    expect(await codeOf(verifyMarketplace({ url: moved.href, ...keys }))).toMatch(/^malformed_/)
  })

  test('what nobody signed isn’t text to the compiler', async () => {
    const verified = await verifyMarketplace({ url: `${plain}&user_id=root`, ...keys })
    const lookUp = (id: string) => id
    // @ts-expect-error an unsigned parameter isn't a string
    lookUp(verified.unauthenticated.user_id)
    expect(readHint(verified.unauthenticated, 'user_id')).toBe('root')
    expect(readHint(verified.unauthenticated, 'constructor')).toBeUndefined()
  })
})

describe('a JSON object of one meaning', () => {
  test.each([
    ['{"a":1,"a":1}', 'malformed_payload'],
    ['{"a":{"b":1,"\\u0062":2}}', 'malformed_payload'],
    ['[{"a":[{"c":1,"c":2}]}]', 'malformed_payload'],
    ['{"__proto__":1,"__proto__":2}', 'malformed_payload'],
    ['"text"', 'malformed_payload'],
    ['null', 'malformed_payload'],
    ['{} {}', 'malformed_payload'],
  ])('refuses %s', async (text, code) => {
    expect(await codeOf(Promise.resolve().then(() => parseJsonObject(text, 'malformed_payload')))).toBe(code)
  })

  test('takes strings that look like names, quotes and colons, and nesting to 64 levels, no deeper', async () => {
    const tricky = { 'a":"b': 'a":"b', list: ['x":', '\\', '\\":'], 'c\\': { 'c\\': '"a":1' } }
    expect(parseJsonObject(JSON.stringify(tricky), 'malformed_payload')).toEqual(tricky)
    const nest = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    const read = async (levels: number) => parseJsonObject(nest(levels), 'malformed_payload')
    expect(await read(64)).toHaveProperty('a')
    for (const levels of [65, 5000, 100_000]) expect(await codeOf(read(levels))).toBe('malformed_payload')
  })

  test('refuses what is not UTF-8, and takes a replacement character that was written', async () => {
    const broken = Buffer.from('{"a":"\xff"}', 'latin1')
    expect(await codeOf(Promise.resolve().then(() => parseJsonObject(broken, 'malformed_payload')))).toBe(
      'not_utf8',
    )
    expect(parseJsonObject(Buffer.from('{"a":"\uFFFD"}'), 'malformed_payload')).toEqual({ a: '\uFFFD' })
  })
})

test('a SocialSignIn query that is not UTF-8 verifies as PHP signs it, byte by byte', async () => {
  for (const base of [
    'q=caf%E9&expires=1761579300',
    'q=%FF%fe&expires=1761579300',
    'a%5B%E9%5D=1&expires=1761579300',
  ]) {
    const signed = base.replace('%fe', '%FE')
    const sig = createHmac('sha256', secret).update(signed).digest('hex')
    const at = `https://crm.example.test/search?${base}&sig=${sig}`
    const { data } = await verifySocialSignin({ url: at, secrets: [secret], now })
    expect(JSON.stringify(data).isWellFormed()).toBe(true)
    const other = at.replace(/%E9|%FF/, '%E8')
    expect(await codeOf(verifySocialSignin({ url: other, secrets: [secret], now }))).toBe(
      'signature_mismatch',
    )
  }
  const sig = createHmac('sha256', secret).update('q=caf%E9&expires=1761579300').digest('hex')
  const url = `https://crm.example.test/search?q=caf%E9&expires=1761579300&sig=${sig}`
  expect((await verifySocialSignin({ url, secrets: [secret], now })).data.q).toBe('caf\uFFFD')
})

test('a header in any case counts once, and two spellings of it are two', async () => {
  const { headers } = signShowpad({ url, body: sampleBody, secrets: [secret], now })
  const upper = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
  )
  const parts = (given: RequestParts['headers']) => ({ body: sampleBody, headers: given, ...keys })
  await expect(verifyShowpad(parts(upper))).resolves.toBeDefined()
  expect(await codeOf(verifyShowpad(parts({ ...upper, ...headers })))).toBe('doubled_header')
})
