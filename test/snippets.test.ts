import { fork, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, test } from 'vitest'
import type { RequestParts } from '@/lib/protocols/protocol'
import { readCovered, replaceCovered, samplesSignedAt, toParts } from '@/test/protocol-samples'
import {
  type Outcome,
  refused,
  type SnippetJob,
  snippetSecret as secret,
  snippetSamples,
  testSnippets,
  toJob,
} from '@/test/snippet-contract'

const languages = [
  { name: 'node', extension: 'mjs', command: process.execPath },
  { name: 'python3', extension: 'py', command: 'python3' },
  { name: 'php', extension: 'php', command: 'php' },
  { name: 'ruby', extension: 'rb', command: 'ruby' },
]

const answers = new Map<string, boolean>()

/** Whether a command ends well, asked once. */
function runs(command: string, ...flags: string[]): boolean {
  const key = [command, ...flags].join(' ')
  const isRunning = answers.get(key) ?? spawnSync(command, flags, { stdio: 'ignore' }).status === 0
  answers.set(key, isRunning)
  return isRunning
}

function describeMissing(command: string, protocol: string): string | null {
  if (!runs(command, '--version')) return `${command} is not installed`
  const needsPackage = command === 'python3' && ['salesloft', 'marketplace'].includes(protocol)
  return needsPackage && !runs(command, '-c', 'import cryptography') ? `${command} lacks cryptography` : null
}

/** Runs of languages whose start is slow, one after another, each beside or in a fork of an interpreter that has started. */
const forkers = new Map<string, (job: SnippetJob) => Promise<Outcome>>()
const forkingFiles: Record<string, string> = {
  python3: 'test/fork-each.py',
  ruby: 'test/fork-each.rb',
  [process.execPath]: 'test/run-each.mjs',
}
const closers: (() => void)[] = []
afterAll(() => {
  for (const close of closers) close()
})

function openForker(command: string, file: string): (job: SnippetJob) => Promise<Outcome> {
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

/** What a partner who tries the file on a captured request sees. */
function runSnippet(command: string, job: SnippetJob): Promise<Outcome> {
  const forking = forkingFiles[command]
  if (forking) {
    const run = forkers.get(command) ?? openForker(command, forking)
    forkers.set(command, run)
    return run(job)
  }
  const child = spawn(command, [job.file, ...job.flags], { env: { ...process.env, ...job.env } })
  const outcome: Outcome = { code: null, out: '', error: '' }
  child.stdout.on('data', (chunk) => (outcome.out += chunk))
  child.stderr.on('data', (chunk) => (outcome.error += chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(job.body)
  return new Promise((settle) => child.on('close', (code) => settle({ ...outcome, code })))
}

for (const { name, extension, command } of languages)
  testSnippets({
    name,
    extension,
    describeMissing: (protocol) => describeMissing(command, protocol),
    run: (job) => runSnippet(command, job),
  })

describe('the openssl snippet', () => {
  const isMissing = !runs('openssl', 'version')
  const files = snippetSamples.filter(({ name }) => name !== 'salesloft')

  test.skipIf(isMissing).each(files)(
    `verifies and refuses $name${isMissing ? ' (openssl is not installed)' : ''}`,
    async (sample) => {
      const file = `docs/snippets/${sample.name.split(',')[0]}/verify.sh`
      const parts = toParts(await sample.sign(secret, samplesSignedAt))
      const run = (request: RequestParts, secrets = [secret]) =>
        runSnippet('sh', toJob(file, request, secrets, samplesSignedAt))
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
