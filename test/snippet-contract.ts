import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { RequestParts } from '@/lib/protocols/protocol'
import salesloft from '@/lib/protocols/vectors/salesloft.json'
import sureSend from '@/lib/protocols/vectors/sure-send.json'
import {
  type ProtocolSample,
  protocolSamples,
  readCovered,
  repeatCovered,
  replaceCovered,
  samplesSignedAt,
  toParts,
} from '@/test/protocol-samples'

export type Outcome = { code: number | null; out: string; error: string }

/** A run of a verification file as a partner makes it on a captured request. */
export type SnippetJob = { file: string; flags: string[]; env: Record<string, string>; body: string }

export type SnippetLanguage = {
  name: string
  /** The end of its files' names. */
  extension: string
  /** What this machine lacks to run a protocol's file; null where it lacks nothing. */
  describeMissing: (protocol: string) => string | null
  run: (job: SnippetJob) => Promise<Outcome>
}

export const snippetSecret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
export const snippetSamples = protocolSamples.filter(({ name }) => name !== 'marketplace, postback')
export const refused: Outcome = { code: 1, out: 'refused\n', error: '' }

/** The job of a request: each file takes of it what its protocol signs. */
export function toJob(file: string, parts: RequestParts, secrets: string[], now: Date): SnippetJob {
  const headers = new Map(Object.entries(parts.headers))
  const flags = file.includes('/showpad/')
    ? ['x-showpad-signature-v1', 'x-showpad-signature-timestamp'].map((name) =>
        String(headers.get(name) ?? ''),
      )
    : file.includes('/salesloft/')
      ? []
      : [parts.url]
  const env = { SECRETS: secrets.join('\n'), NOW: String(now.getTime() / 1000) }
  return { file, flags, env, body: String(parts.body) }
}

function wrongRequests(sample: ProtocolSample, parts: RequestParts): [string, RequestParts][] {
  const wrong: [string, RequestParts][] = []
  for (const [name, value] of readCovered(sample, parts)) {
    const middle = Math.floor(value.length / 2)
    const other = value[middle] === 'A' ? 'B' : 'A'
    wrong.push([
      `${name} flipped`,
      replaceCovered(sample, parts, name, value.slice(0, middle) + other + value.slice(middle + 1)),
    ])
    wrong.push([`${name} short`, replaceCovered(sample, parts, name, value.slice(0, -1))])
    wrong.push([`${name} beyond ASCII`, replaceCovered(sample, parts, name, 'ä'.repeat(32))])
    wrong.push([`${name} missing`, repeatCovered(sample, parts, name, 0)])
    // PHP's last duplicate wins, which the platform's own reference relies on; a header's doubles come joined.
    if (sample.place !== 'headers' && sample.name !== 'social-signin')
      wrong.push([`${name} doubled`, repeatCovered(sample, parts, name, 2)])
  }
  const timestamps = ['-1', '0x10', '١٦٦٨', '1761579000000']
  const timed = sample.covered.find((name) => /timestamp|expires/.test(name))
  for (const text of timed ? timestamps : [])
    wrong.push([`${timed} = ${text}`, replaceCovered(sample, parts, timed ?? '', text)])
  return wrong
}

/** That the files of a language accept and refuse as our own code does. */
export function testSnippets({ name, extension, describeMissing, run: runJob }: SnippetLanguage): void {
  const fileOf = (protocol: string) => `docs/snippets/${protocol}/verify.${extension}`
  const runSnippet = (file: string, parts: RequestParts, secrets: string[], now: Date) =>
    runJob(toJob(file, parts, secrets, now))
  describe(`the ${name} snippet`, () => {
    for (const sample of snippetSamples) {
      const protocol = sample.name.split(',')[0] ?? ''
      const file = fileOf(protocol)
      if (!existsSync(file)) continue
      const missing = describeMissing(protocol)
      const title = missing ? `${sample.name} (${missing})` : sample.name
      const run = (parts: RequestParts, secrets = [snippetSecret], seconds = 0) =>
        runSnippet(file, parts, secrets, new Date(samplesSignedAt.getTime() + seconds * 1000))
      const sign = async () => toParts(await sample.sign(snippetSecret, samplesSignedAt))

      test.skipIf(missing !== null)(
        `verifies ${title}, also by the previous secret and at the edges of time`,
        async () => {
          const parts = await sign()
          const edges = sample.window ? [sample.window.pastSeconds, -sample.window.futureSeconds] : [0]
          for (const outcome of [await run(parts), await run(parts, ['another', snippetSecret])]) {
            expect(outcome).toMatchObject({ code: 0, error: '' })
            expect(JSON.parse(outcome.out)).toEqual(sample.data)
          }
          for (const seconds of edges)
            expect(await run(parts, [snippetSecret], seconds)).toMatchObject({ code: 0 })
        },
        60_000,
      )

      test.skipIf(missing !== null)(
        `refuses ${title} when anything is wrong, in the same words`,
        async () => {
          const parts = await sign()
          expect(await run(parts, ['another'])).toEqual(refused)
          expect(await run(parts, [])).toEqual(refused)
          const { pastSeconds, futureSeconds } = sample.window ?? { pastSeconds: 0, futureSeconds: 0 }
          if (sample.window) expect(await run(parts, [snippetSecret], pastSeconds + 1)).toEqual(refused)
          if (sample.window) expect(await run(parts, [snippetSecret], -futureSeconds - 1)).toEqual(refused)
          if (sample.name === 'social-signin') expect(await run(parts, [snippetSecret], 301)).toEqual(refused)
          const requests = wrongRequests(sample, parts)
          // An interpreter's start is most of each run: two at once keep two cores busy.
          for (let index = 0; index < requests.length; index += 2) {
            const pair = requests.slice(index, index + 2)
            const outcomes = await Promise.all(pair.map(([, request]) => run(request)))
            for (const [at, [wrong]] of pair.entries())
              expect(outcomes[at], `${name}: ${wrong}`).toEqual(refused)
          }
        },
        60_000,
      )
    }

    const testSlots = test.skipIf(describeMissing('salesloft') !== null)
    if (existsSync(fileOf('salesloft')))
      testSlots(
        'opens each Salesloft slot, and no forbidden token',
        async () => {
          const run = (body: string, key: string) =>
            runSnippet(fileOf('salesloft'), { url: '', headers: {}, body }, [key], samplesSignedAt)
          for (const vector of salesloft.made) {
            const outcome = await run(vector.body, vector.secret)
            expect(outcome, vector.name).toMatchObject({ code: 0, error: '' })
            expect(JSON.parse(outcome.out)).toEqual(JSON.parse(vector.plaintext))
          }
          // What these check is the receiver's own reading of the payload, which the snippets leave to it.
          const beyond = [
            'a name twice inside',
            'an origin that is a script',
            'iterations of a password',
            'a huge header',
          ]
          for (const vector of salesloft.refused.filter((one) => !beyond.includes(one.name)))
            expect(await run(vector.body, vector.secret), vector.name).toEqual(refused)
        },
        60_000,
      )

    test.skipIf(describeMissing('sure-send') !== null)(
      'verifies what openssl made of Sure Send contexts',
      async () => {
        for (const vector of sureSend.made) {
          const parts = { url: `https://x.test/?${vector.query}`, headers: {}, body: '' }
          const outcome = await runSnippet(fileOf('sure-send'), parts, [vector.secret], samplesSignedAt)
          expect(outcome, vector.name).toMatchObject({ code: 0, error: '' })
          expect(JSON.parse(outcome.out)).toEqual(JSON.parse(vector.json))
        }
      },
    )
  })
}
