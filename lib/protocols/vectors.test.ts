import { describe, expect, test } from 'vitest'
import { signMarketplace, verifyMarketplace } from '@/lib/protocols/marketplace'
import { buildPhpQuery, parsePhpQuery } from '@/lib/protocols/php-query'
import { verifyPostback } from '@/lib/protocols/postback'
import { verifySalesloft } from '@/lib/protocols/salesloft'
import { signShowpad, verifyShowpad } from '@/lib/protocols/showpad'
import { signSocialSignin, verifySocialSignin } from '@/lib/protocols/social-signin'
import { verifySureSend } from '@/lib/protocols/sure-send'
import marketplace from '@/lib/protocols/vectors/marketplace.json'
import salesloft from '@/lib/protocols/vectors/salesloft.json'
import showpad from '@/lib/protocols/vectors/showpad.json'
import socialSignin from '@/lib/protocols/vectors/social-signin.json'
import sureSend from '@/lib/protocols/vectors/sure-send.json'
import { codeOf } from '@/test/code-of'

const origin = 'https://app.example.test'
const unixTime = (seconds: string) => new Date(Number(seconds) * 1000)

describe('what openssl made of Sure Send contexts', () => {
  test.each(sureSend.made)('$name is verified', async ({ secret, query, json }) => {
    const url = `${origin}/widget?${query}`
    const verified = await verifySureSend({ url, secrets: [secret], now: new Date('2025-10-27T15:30:00Z') })
    expect(verified.data).toEqual(JSON.parse(json))
  })
})

describe('what PHP made of SocialSignIn queries', () => {
  const { secret, readme, special, iframe } = socialSignin.known

  test.each([readme, special, iframe])(
    'the known value $base is signed and verified',
    async ({ base, sig }) => {
      const url = `${origin}/search?${base}&sig=${sig}`
      const now = new Date(1_500_472_622_000)
      const verified = await verifySocialSignin({ url, secrets: [secret], now })
      expect(verified.data).toMatchObject({ expires: '1500472622' })
      const { expires: _, ...parameters } = Object.fromEntries(new URLSearchParams(base))
      const signed = signSocialSignin({
        url: `${origin}/search`,
        parameters,
        secret,
        now: new Date(now.getTime() - 300_000),
      })
      expect(signed.url).toBe(url)
    },
  )

  test.each(socialSignin.made)('$query is read and written the same', ({ query, base }) => {
    const parsed = parsePhpQuery(query)
    parsed.entries.delete('sig')
    expect(buildPhpQuery(parsed)).toBe(base)
  })

  test('any spelling of the same values verifies: the signature is over what PHP reads', async () => {
    const { base, sig } = socialSignin.known.special
    const spelled = base.replaceAll('+', '%20').replace('%7E', '~').replace('%2A', '*').replace('%C3%A9', 'é')
    const input = { secrets: [secret], now: new Date(0) }
    const verified = await verifySocialSignin({ url: `?sig=${sig}&${spelled}`, ...input })
    expect(verified.data.q).toBe("wild*card ~é O'Neil (a+b)&c")
  })
})

describe('what Python made of Salesloft launches', () => {
  const { known, made, refused } = salesloft

  test('the known value is opened', async () => {
    const form = { payload: known.jwe, tenant_id: '1', integration_id: '2', origin: 'https://elsewhere.test' }
    const body = new URLSearchParams(form).toString()
    const verified = await verifySalesloft({ body, secrets: [known.secret], now: new Date(0) })
    expect(verified).toMatchObject({
      data: JSON.parse(known.plaintext),
      unauthenticated: { origin: 'https://elsewhere.test' },
      slot: 'custom_action',
      targetOrigin: 'https://app.salesloft.com',
    })
  })

  test.each(made)('$name is opened', async ({ body, secret, plaintext, slot }) => {
    const input = { body, secrets: ['previous', secret], now: new Date(0) }
    const verified = await verifySalesloft({ ...input, slot: slot as 'full_page' })
    expect(verified).toMatchObject({ data: JSON.parse(plaintext), slot, secretIndex: 1 })
  })

  test.each(refused)('$name is refused as $code', async ({ body, secret, code }) => {
    expect(await codeOf(verifySalesloft({ body, secrets: [secret], now: new Date(0) }))).toBe(code)
  })
})

describe('what openssl made of Showpad calls', () => {
  test('the known value is signed to the byte, and refused only for what its body lacks', async () => {
    const { body, timestamp, secrets, header } = showpad.known
    const signed = signShowpad({ url: origin, body, secrets, now: unixTime(timestamp) })
    expect(signed.headers).toMatchObject({
      'x-showpad-signature-v1': header,
      'x-showpad-signature-timestamp': timestamp,
    })
    const input = { body, headers: signed.headers, secrets, now: unixTime(timestamp) }
    expect(await codeOf(verifyShowpad(input))).toBe('malformed_payload')
  })

  test.each(showpad.made)('$name is verified by each of its secrets', async (vector) => {
    const body = Buffer.from(vector.body_base64, 'base64')
    const headers = {
      'X-Showpad-Signature-V1': vector.header,
      'X-Showpad-Signature-Timestamp': vector.timestamp,
    }
    for (const secret of vector.secrets) {
      const verified = await verifyShowpad({
        body,
        headers,
        secrets: [secret],
        now: unixTime(vector.timestamp),
      })
      expect(verified.data).toEqual(JSON.parse(body.toString()))
    }
    const { headers: signed } = signShowpad({
      url: origin,
      body: body.toString(),
      secrets: vector.secrets,
      now: unixTime(vector.timestamp),
    })
    expect(signed['x-showpad-signature-v1']).toBe(vector.header)
  })
})

describe('what openssl made of marketplace launches', () => {
  const { known } = marketplace

  test.each([{ name: 'the known value', ...known }, ...marketplace.encrypted])(
    '$name is opened, and made again to the byte',
    async ({ secret, plaintext, data }) => {
      const url = `${origin}/redirection?data=${encodeURIComponent(data)}`
      const verified = await verifyMarketplace({ url, secrets: [secret], now: new Date(0) })
      expect(verified).toMatchObject({ mode: 'encrypted', data: JSON.parse(plaintext) })
      const values = JSON.parse(plaintext)
      if (JSON.stringify(values) !== plaintext) return
      const salt = Buffer.from(data, 'base64').subarray(8, 16)
      const signed = signMarketplace({
        mode: 'encrypted',
        url: `${origin}/redirection`,
        values,
        secret,
        salt,
      })
      expect(signed.url).toBe(url)
    },
  )

  test.each([{ secret: known.secret, ...known.hmac }, ...marketplace.plain])(
    'the HMAC of $location_id at $timestamp is verified and made again',
    async ({ secret, location_id, timestamp, hmac }) => {
      const query = `location_id=${location_id}&timestamp=${timestamp}&hmac=${hmac}`
      const url = `${origin}/redirection?${query}&user-id=9`
      const now = unixTime(timestamp)
      const verified = await verifyMarketplace({ url, secrets: [secret], now })
      expect(verified).toMatchObject({
        data: { location_id, timestamp },
        unauthenticated: { 'user-id': '9' },
      })
      const values = { location_id, user_id: '9', user_oauth_url: origin }
      const template = `${origin}/redirection?user-id={{user-id}}`
      expect(signMarketplace({ mode: 'plain', url: template, values, secret, now }).url).toBe(url)
    },
  )

  test.each(marketplace.postbacks)('a postback with $name is verified', async (postback) => {
    const headers = {
      'webhook-id': postback.id,
      'webhook-timestamp': postback.timestamp,
      'webhook-signature': `v1,${'A'.repeat(43)}= ${postback.signature}`,
    }
    const now = unixTime(postback.timestamp)
    const input = { url: origin, body: postback.body, headers, secrets: [postback.secret], now }
    expect(await verifyPostback(input)).toMatchObject({
      data: { id: postback.id },
      replayKey: `postback:${postback.id}`,
    })
  })
})
