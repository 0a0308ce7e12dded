import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError, errorStatus } from '@/lib/errors'
import type { RequestParts } from '@/lib/protocols/protocol'
import { codeOf } from '@/test/code-of'
import {
  type ProtocolSample,
  readCovered,
  repeatCovered,
  replaceCovered,
  samplesSignedAt,
  toParts,
} from '@/test/protocol-samples'

const secret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
/** The drill (`npm run drill`) tries more. */
const arbitraryInputs = process.env.DRILL ? 20_000 : 500
const otherSecret = 'another secret, also long enough'

async function signed(sample: ProtocolSample): Promise<RequestParts> {
  return toParts(await sample.sign(secret, samplesSignedAt))
}

function verifyAt(sample: ProtocolSample, parts: RequestParts, seconds = 0, secrets = [secret]) {
  return sample.verify({ ...parts, secrets, now: new Date(samplesSignedAt.getTime() + seconds * 1000) })
}

/** Another character of the same alphabet, so that only the value is wrong. */
function flip(character: string): string {
  if (/[0-9]/.test(character)) return character === '0' ? '1' : '0'
  if (/[a-f]/.test(character)) return character === 'a' ? 'b' : 'a'
  return character === 'A' ? 'B' : 'A'
}

/** What every kind of signed request keeps, whatever it is signed by. */
export function testContract(sample: ProtocolSample): void {
  test('reads back what was signed', async () => {
    const verified = await verifyAt(sample, await signed(sample))
    expect(verified.data).toEqual(sample.data)
    expect(verified.secretIndex).toBe(0)
  })

  test('accepts the previous secret during a rotation, and tells which it was', async () => {
    const verified = await verifyAt(sample, await signed(sample), 0, [otherSecret, secret])
    expect(verified).toMatchObject({ data: sample.data, secretIndex: 1 })
  })

  test('refuses another secret, none, and an empty one', async () => {
    const parts = await signed(sample)
    for (const secrets of [[otherSecret], [], ['']]) {
      expect(await codeOf(verifyAt(sample, parts, 0, secrets))).toBe(sample.otherSecretCode)
    }
    const unkeyed = sample.sign('', samplesSignedAt)
    expect(await codeOf(verifyAt(sample, toParts(await unkeyed), 0, ['']))).toBe(sample.otherSecretCode)
  })

  const { window } = sample
  test.skipIf(!window)(
    'is fresh for its window with both edges, and never by a clock that is no time',
    async () => {
      const parts = await signed(sample)
      const { pastSeconds = 0, futureSeconds = 0 } = window ?? {}
      await expect(verifyAt(sample, parts, pastSeconds)).resolves.toBeDefined()
      await expect(verifyAt(sample, parts, -futureSeconds)).resolves.toBeDefined()
      expect(await codeOf(verifyAt(sample, parts, pastSeconds + 1))).toBe('expired')
      expect(await codeOf(verifyAt(sample, parts, -futureSeconds - 1))).toBe('from_the_future')
      expect(await codeOf(verifyAt(sample, parts, Number.NaN))).toBe('expired')
    },
  )

  test('refuses every flipped character of what it covers', async () => {
    const parts = await signed(sample)
    for (const [name, value] of readCovered(sample, parts)) {
      for (let index = 0; index < value.length; index += 1) {
        const tampered = value.slice(0, index) + flip(value[index] ?? '') + value.slice(index + 1)
        const code = await codeOf(verifyAt(sample, replaceCovered(sample, parts, name, tampered)))
        expect(code, `${name} at ${index}`).not.toContain('not refused')
      }
    }
  })

  test.skipIf(!sample.coversBody)('refuses every flipped byte of the body, where it covers one', async () => {
    const parts = await signed(sample)
    const body = Buffer.from(String(parts.body))
    for (let index = 0; index < body.length; index += 1) {
      const tampered = Buffer.from(body)
      tampered[index] = (tampered[index] ?? 0) ^ 1
      expect(await codeOf(verifyAt(sample, { ...parts, body: tampered }))).toBe('signature_mismatch')
    }
  })

  test('refuses each covered part that is missing, empty, cut, longer, of NUL, of 10 kB or beyond ASCII', async () => {
    const parts = await signed(sample)
    for (const [name, value] of readCovered(sample, parts)) {
      const malformed = [
        '',
        value.slice(0, -1),
        value.slice(1),
        `${value}A`,
        `${value}\0`,
        '\0',
        'ä'.repeat(32),
      ]
      const values = [
        ...malformed,
        'A'.repeat(10_240),
        value === value.toUpperCase() ? 'x' : value.toUpperCase(),
      ]
      for (const wrong of values) {
        const code = await codeOf(verifyAt(sample, replaceCovered(sample, parts, name, wrong)))
        expect(code, `${name} = ${wrong.slice(0, 80)}`).not.toContain('not refused')
      }
      const missing = await codeOf(verifyAt(sample, repeatCovered(sample, parts, name, 0)))
      expect(missing, `${name} is missing`).not.toContain('not refused')
    }
  })

  // PHP takes the last one of a name that comes twice, so SocialSignIn does.
  test.skipIf(sample.takesLast)('refuses each covered part that is doubled', async () => {
    const parts = await signed(sample)
    for (const name of sample.covered) {
      const code = await codeOf(verifyAt(sample, repeatCovered(sample, parts, name, 2)))
      expect(code, name).toMatch(/^doubled_/)
    }
  })

  test('refuses a request whose parts are not there at all', async () => {
    const parts = { url: undefined, body: undefined, headers: undefined } as unknown as RequestParts
    expect(errorStatus).toHaveProperty(await codeOf(verifyAt(sample, parts)), 400)
  })

  test('gives a replay key only where there is something to spend, and the same one each time', async () => {
    const parts = await signed(sample)
    const [first, second] = [await verifyAt(sample, parts), await verifyAt(sample, parts, 1)]
    expect(first.replayKey).toBe(second.replayKey)
    expect(first.replayKey !== null).toBe(sample.hasReplayKey)
  })

  test(`refuses ${arbitraryInputs} arbitrary inputs with typed errors only`, async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.webQueryParameters(),
      fc.base64String(),
      fc.json(),
      fc.constantFrom(...sample.covered.map((name) => `${name}=1`)),
    )
    const names = fc.constantFrom(...sample.covered, 'data', 'hmac', 'payload', 'sig')
    const query = fc
      .array(fc.tuple(names, text), { maxLength: 5 })
      .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'))
    const url = fc.oneof(
      text,
      query.map((value) => `https://x.test/?${value}`),
    )
    const headers = fc.dictionary(names, fc.oneof(text, fc.array(text, { maxLength: 2 })))
    const body = fc.oneof(text, query, fc.uint8Array({ maxLength: 60 }))
    await fc.assert(
      fc.asyncProperty(fc.record({ url, headers, body }), async (parts) => {
        const thrown = await verifyAt(sample, parts).catch((error: unknown) => error)
        return thrown instanceof AppError
      }),
      { numRuns: arbitraryInputs },
    )
  }, 60_000)
}
