import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/errors'
import { type SureSendContext, signSureSend, verifySureSend } from '@/lib/protocols/sure-send'
import vector from '@/lib/protocols/vectors/sure-send.json'

const secret = vector.secret_used_as_ascii
const signedAt = new Date('2025-10-27T15:30:00Z')
const otherSecret = 'f'.repeat(64)
const context = JSON.parse(vector.json) as SureSendContext
const url = 'https://widgets.example.test/show?view=a&b=%20'

function later(seconds: number): Date {
  return new Date(signedAt.getTime() + seconds * 1000)
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  return thrown instanceof AppError ? thrown.code : `not refused with a typed error: ${String(thrown)}`
}

function launchWith(query: string): Promise<unknown> {
  return verifySureSend({
    url: `https://widgets.example.test/show?${query}`,
    secrets: [secret],
    now: signedAt,
  })
}

describe('sure-send', () => {
  test('signs the published vector to the byte', () => {
    const signed = signSureSend({ url: 'https://widgets.example.test/show', context, secret })
    expect(signed).toMatchObject({
      method: 'GET',
      body: null,
      url: `https://widgets.example.test/show?${vector.query}`,
    })
  })

  test('keeps the registered URL’s own query and puts context before signature', () => {
    const signed = signSureSend({ url, context, secret })
    expect(signed.url.startsWith(`${url}&context=`)).toBe(true)
    expect(signed.url.indexOf('&signature=')).toBeGreaterThan(signed.url.indexOf('&context='))
  })

  test('accepts the published vector, and the previous secret during a rotation', async () => {
    const launch = { url: `${url}&${vector.query}`, now: signedAt }
    const verified = await verifySureSend({ ...launch, secrets: [otherSecret, secret] })
    expect(verified).toEqual({
      data: context,
      unauthenticated: { view: 'a', b: ' ' },
      secretIndex: 1,
      replayKey: null,
    })
    expect(await codeOf(verifySureSend({ ...launch, secrets: [otherSecret] }))).toBe('signature_mismatch')
    expect(await codeOf(verifySureSend({ ...launch, secrets: [] }))).toBe('signature_mismatch')
  })

  test('is fresh for 300 seconds and lets a clock run 60 seconds ahead, both edges included', async () => {
    const verifyAt = (now: Date) => verifySureSend({ url: `${url}&${vector.query}`, secrets: [secret], now })
    await expect(verifyAt(later(300))).resolves.toBeDefined()
    await expect(verifyAt(later(-60))).resolves.toBeDefined()
    expect(await codeOf(verifyAt(later(300.001)))).toBe('expired')
    expect(await codeOf(verifyAt(later(-60.001)))).toBe('from_the_future')
  })

  test.each(['2999-01-01T00:00:00Z', '2025-10-27T15:30:00.000Z', '2025-10-27T15:30:00.123456Z'])(
    'judges the timestamp %s by the clock alone',
    async (timestamp) => {
      const signed = signSureSend({ url, context: { ...context, timestamp }, secret })
      const verified = verifySureSend({ url: signed.url, secrets: [secret], now: signedAt })
      if (timestamp.startsWith('2999')) expect(await codeOf(verified)).toBe('from_the_future')
      else await expect(verified).resolves.toBeDefined()
    },
  )

  test.each([
    '-1',
    '0x10',
    ' 1668',
    '١٦٦٨',
    '1761579000000',
    '9223372036854775808',
    '2025-10-27',
    '2025-10-27T15:30:00',
    '2025-13-45T15:30:00Z',
    '',
  ])('refuses the timestamp %j', async (timestamp) => {
    const signed = signSureSend({ url, context: { ...context, timestamp }, secret })
    expect(await codeOf(verifySureSend({ url: signed.url, secrets: [secret], now: signedAt }))).toBe(
      'malformed_timestamp',
    )
  })

  test('accepts URL-safe and unpadded base64, signed as it is spelled', async () => {
    const { createHmac } = await import('node:crypto')
    const spelled = vector.context.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
    const signature = createHmac('sha256', secret).update(spelled).digest('hex')
    await expect(launchWith(`context=${spelled}&signature=${signature}`)).resolves.toMatchObject({
      data: context,
    })
  })

  test.each([
    ['', 'missing_parameter'],
    ['context=abc', 'missing_parameter'],
    ['context=&signature=abc', 'missing_parameter'],
    [`context[]=${encodeURIComponent(vector.context)}&signature=${vector.signature}`, 'missing_parameter'],
    [`${vector.query}&context=abc`, 'doubled_parameter'],
    [`${vector.query}&signature=${vector.signature}`, 'doubled_parameter'],
    [
      `context=${encodeURIComponent(vector.context)}&signature=${vector.signature.toUpperCase()}`,
      'malformed_signature',
    ],
    [
      `context=${encodeURIComponent(vector.context)}&signature=${vector.signature.slice(1)}`,
      'malformed_signature',
    ],
    [`context=${encodeURIComponent(vector.context)}&signature=${vector.signature}%00`, 'malformed_signature'],
    [`context=${encodeURIComponent(vector.context)}&signature=${'ä'.repeat(32)}`, 'malformed_signature'],
    [`context=${vector.context}&signature=${vector.signature}`, 'signature_mismatch'],
    [`context=${'A'.repeat(70_000)}&signature=${vector.signature}`, 'payload_too_large'],
  ])('refuses the query %#', async (query, code) => {
    expect(await codeOf(launchWith(query))).toBe(code)
  })

  test.each([
    ['{}', 'malformed_context'],
    ['[]', 'malformed_context'],
    ['null', 'malformed_context'],
    ['not json', 'malformed_context'],
    ['\uFEFF{}', 'malformed_context'],
    [JSON.stringify({ ...context, company: { id: 'c' } }), 'malformed_context'],
    [JSON.stringify({ ...context, person: undefined }), 'malformed_context'],
  ])('refuses the well-signed context %#', async (json, code) => {
    const { createHmac } = await import('node:crypto')
    const encoded = Buffer.from(json).toString('base64')
    const signature = createHmac('sha256', secret).update(encoded).digest('hex')
    expect(await codeOf(launchWith(`context=${encodeURIComponent(encoded)}&signature=${signature}`))).toBe(
      code,
    )
  })

  test('refuses every flipped character of context and signature', async () => {
    const launch = `context=${encodeURIComponent(vector.context)}&signature=${vector.signature}`
    for (let index = 0; index < vector.context.length; index += 7) {
      const flipped = vector.context[index] === 'A' ? 'B' : 'A'
      const tampered = vector.context.slice(0, index) + flipped + vector.context.slice(index + 1)
      expect(
        await codeOf(launchWith(`context=${encodeURIComponent(tampered)}&signature=${vector.signature}`)),
      ).toBe('signature_mismatch')
    }
    for (let index = 0; index < 64; index += 1) {
      const flipped = vector.signature[index] === '0' ? '1' : '0'
      const tampered = vector.signature.slice(0, index) + flipped + vector.signature.slice(index + 1)
      expect(await codeOf(launchWith(launch.replace(vector.signature, tampered)))).toBe('signature_mismatch')
    }
  })

  test('reads back whatever names it signs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'binary' }),
        async (firstName, lastName) => {
          const person = { id: 'p', firstName, lastName, stage: { name: 'Lead' }, emails: [], phones: [] }
          const signed = signSureSend({
            url,
            context: { team: context.team, user: context.user, person, timestamp: context.timestamp },
            secret,
          })
          const { data } = await verifySureSend({ url: signed.url, secrets: [secret], now: signedAt })
          expect(data).toEqual(
            JSON.parse(
              JSON.stringify({
                team: context.team,
                user: context.user,
                person,
                timestamp: context.timestamp,
              }),
            ),
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  test('never throws anything but the typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webQueryParameters(), fc.string(), async (query, signature) => {
        expect(await codeOf(launchWith(query))).not.toContain('not refused')
        expect(
          await codeOf(launchWith(`context=${query}&signature=${encodeURIComponent(signature)}`)),
        ).not.toContain('not refused')
      }),
      { numRuns: 2_000 },
    )
  })
})
