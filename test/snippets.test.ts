import { fork, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, test } from 'vitest'
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

const secret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const languages = [
  { name: 'node', extension: 'mjs', command: process.execPath },
  { name: 'python3', extension: 'py', command: 'python3' },
  { name: 'php', extension: 'php', command: 'php' },
  { name: 'ruby', extension: 'rb', command: 'ruby' },
]
const samples = protocolSamples.filter(({ name }) => name !== 'marketplace, postback')

const answers = new Map<string, boolean>()

/** Whether a command ends well, asked once. */
function runs(command: string, ...flags: string[]): boolean {
  const key = [command, ...flags].join(' ')
  const isRunning = answers.get(key) ?? spawnSync(command, flags, { stdio: 'ignore' }).status === 0
  answers.set(key, isRunning)
  return isRunning
}

function isInstalled(command: string, protocol: string): boolean {
  const needsPackage = command === 'python3' && ['salesloft', 'marketplace'].includes(protocol)
  return runs(command, '--version') && (!needsPackage || runs(command, '-c', 'import cryptography'))
}

/** Runs of languages whose start is slow, one after another, each beside or in a fork of an interpreter that has started. */
const forkers = new Map<string, (job: object) => Promise<Outcome>>()
const forkingFiles: Record<string, string> = {
  python3: 'test/fork-each.py',
  ruby: 'test/fork-each.rb',
  [process.execPath]: 'test/run-each.mjs',
}
const closers: (() => void)[] = []
afterAll(() => {
  for (const close of closers) close()
})

function openForker(command: string, file: string): (job: object) => Promise<Outcome> {
  const waiting: ((outcome: Outcome) => void)[] = []
  if (command === process.execPath) {
    const threads = fork(file, { execArgv: [] })
    closers.push(() => threads.disconnect())
    threads.on('message', (outcome: Outcome) => waiting.shift()?.(outcome))
    return (job) =>
      new Promise((settle) => {
        waiting.push(settle)
        threads.send(job)
      })
  }
  const interpreter = spawn(command, [file], { stdio: ['pipe', 'pipe', 'inherit'] })
  closers.push(() => interpreter.stdin.end())
  createInterface({ input: interpreter.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)))
  return (job) =>
    new Promise((settle) => {
      waiting.push(settle)
      interpreter.stdin.write(`${JSON.stringify(job)}\n`)
    })
}

type Outcome = { code: number | null; out: string; error: string }

/** What a partner who tries the file on a captured request sees. */
function runSnippet(
  command: string,
  file: string,
  parts: RequestParts,
  secrets: string[],
  now: Date,
): Promise<Outcome> {
  const headers = new Map(Object.entries(parts.headers))
  const flags = file.includes('/showpad/')
    ? ['x-showpad-signature-v1', 'x-showpad-signature-timestamp'].map((name) =>
        String(headers.get(name) ?? ''),
      )
    : file.includes('/salesloft/')
      ? []
      : [parts.url]
  const settings = { SECRETS: secrets.join('\n'), NOW: String(now.getTime() / 1000) }
  const forking = forkingFiles[command]
  if (forking) {
    const run = forkers.get(command) ?? openForker(command, forking)
    forkers.set(command, run)
    return run({ file, flags, env: settings, body: String(parts.body) })
  }
  const child = spawn(command, [file, ...flags], { env: { ...process.env, ...settings } })
  const outcome: Outcome = { code: null, out: '', error: '' }
  child.stdout.on('data', (chunk) => (outcome.out += chunk))
  child.stderr.on('data', (chunk) => (outcome.error += chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(parts.body)
  return new Promise((settle) => child.on('close', (code) => settle({ ...outcome, code })))
}

const refused: Outcome = { code: 1, out: 'refused\n', error: '' }

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

for (const { name, extension, command } of languages) {
  describe(`the ${name} snippet`, () => {
    for (const sample of samples) {
      const protocol = sample.name.split(',')[0] ?? ''
      const file = `docs/snippets/${protocol}/verify.${extension}`
      const installed = isInstalled(command, protocol)
      const title = installed
        ? sample.name
        : `${sample.name} (${name} is not installed, or lacks cryptography)`
      const run = (parts: RequestParts, secrets = [secret], seconds = 0) =>
        runSnippet(command, file, parts, secrets, new Date(samplesSignedAt.getTime() + seconds * 1000))
      const sign = async () => toParts(await sample.sign(secret, samplesSignedAt))

      test.skipIf(!installed)(
        `verifies ${title}, also by the previous secret and at the edges of time`,
        async () => {
          const parts = await sign()
          const edges = sample.window ? [sample.window.pastSeconds, -sample.window.futureSeconds] : [0]
          for (const outcome of [await run(parts), await run(parts, ['another', secret])]) {
            expect(outcome).toMatchObject({ code: 0, error: '' })
            expect(JSON.parse(outcome.out)).toEqual(sample.data)
          }
          for (const seconds of edges) expect(await run(parts, [secret], seconds)).toMatchObject({ code: 0 })
        },
      )

      test.skipIf(!installed)(
        `refuses ${title} when anything is wrong, in the same words`,
        async () => {
          const parts = await sign()
          expect(await run(parts, ['another'])).toEqual(refused)
          expect(await run(parts, [])).toEqual(refused)
          const { pastSeconds, futureSeconds } = sample.window ?? { pastSeconds: 0, futureSeconds: 0 }
          if (sample.window) expect(await run(parts, [secret], pastSeconds + 1)).toEqual(refused)
          if (sample.window) expect(await run(parts, [secret], -futureSeconds - 1)).toEqual(refused)
          if (sample.name === 'social-signin') expect(await run(parts, [secret], 301)).toEqual(refused)
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

    test.skipIf(!isInstalled(command, 'salesloft'))(
      'opens each Salesloft slot, and no forbidden token',
      async () => {
        const file = `docs/snippets/salesloft/verify.${extension}`
        const run = (body: string, key: string) =>
          runSnippet(command, file, { url: '', headers: {}, body }, [key], samplesSignedAt)
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

    test.skipIf(!isInstalled(command, 'sure-send'))(
      'verifies what openssl made of Sure Send contexts',
      async () => {
        for (const vector of sureSend.made) {
          const parts = { url: `https://x.test/?${vector.query}`, headers: {}, body: '' }
          const file = `docs/snippets/sure-send/verify.${extension}`
          const outcome = await runSnippet(command, file, parts, [vector.secret], samplesSignedAt)
          expect(outcome, vector.name).toMatchObject({ code: 0, error: '' })
          expect(JSON.parse(outcome.out)).toEqual(JSON.parse(vector.json))
        }
      },
    )
  })
}

describe('the openssl snippet', () => {
  const isMissing = !runs('openssl', 'version')
  const files = samples.filter(({ name }) => name !== 'salesloft')

  test.skipIf(isMissing).each(files)(
    `verifies and refuses $name${isMissing ? ' (openssl is not installed)' : ''}`,
    async (sample) => {
      const file = `docs/snippets/${sample.name.split(',')[0]}/verify.sh`
      const parts = toParts(await sample.sign(secret, samplesSignedAt))
      const run = (request: RequestParts, secrets = [secret]) =>
        runSnippet('sh', file, request, secrets, samplesSignedAt)
      const outcome = await run(parts, ['another', secret])
      expect(outcome).toMatchObject({ code: 0, error: '' })
      if (sample.name !== 'social-signin') expect(JSON.parse(outcome.out)).toEqual(sample.data)
      expect(await run(parts, ['another'])).toEqual(refused)
      for (const [name, value] of readCovered(sample, parts)) {
        const tampered = value.slice(0, -2) + (value.at(-2) === 'a' ? 'b' : 'a') + value.slice(-1)
        expect(await run(replaceCovered(sample, parts, name, tampered)), name).toEqual(refused)
      }
    },
  )
})
