import { type ChildProcessWithoutNullStreams, execFile, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'
import { quickJava } from '@/test/quick-java'
import { type Outcome, type SnippetJob, testSnippets } from '@/test/snippet-contract'

const dir = mkdtempSync(join(tmpdir(), 'framegate-compiled-'))
const machines: ChildProcessWithoutNullStreams[] = []
afterAll(() => {
  for (const machine of machines) machine.stdin.end()
  rmSync(dir, { recursive: true, force: true })
})

const run = promisify(execFile)

function describeMissing(command: string, flag: string): () => string | null {
  const isMissing = spawnSync(command, [flag], { stdio: 'ignore' }).status !== 0
  return () => (isMissing ? `${command} is not installed` : null)
}

const programs = new Map<string, Promise<string>>()

/** A file as a program, built when its first request comes. */
function buildOnce(file: string, build: (target: string) => Promise<unknown>): Promise<string> {
  const target = join(dir, file.replaceAll('/', '-'))
  const built = programs.get(file) ?? build(target).then(() => target)
  programs.set(file, built)
  return built
}

/** The start of such a program is short. */
async function runGo(job: SnippetJob): Promise<Outcome> {
  const program = await buildOnce(job.file, (target) => run('go', ['build', '-o', target, job.file]))
  return new Promise((settle) => {
    const child = execFile(
      program,
      job.flags,
      { env: { ...process.env, ...job.env } },
      (failed, out, error) => settle({ code: failed ? Number(failed.code) : 0, out, error }),
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end(job.body)
  })
}

const encode = (text: string) => Buffer.from(text).toString('base64')
const decode = (text = '') => Buffer.from(text, 'base64').toString()

/** Where the start is long, one process runs every file, a job a line. */
function openMachine(command: string, flags: string[]): (job: SnippetJob) => Promise<Outcome> {
  const waiting: ((outcome: Outcome) => void)[] = []
  let machine: ChildProcessWithoutNullStreams | undefined
  const start = () => {
    const started = spawn(command, flags)
    started.stderr.pipe(process.stderr)
    createInterface({ input: started.stdout }).on('line', (line) => {
      const [code, out, error] = line.split(' ')
      waiting.shift()?.({ code: Number(code), out: decode(out), error: decode(error) })
    })
    machines.push(started)
    return started
  }
  return ({ file, flags: given, env, body }) =>
    new Promise((settle) => {
      waiting.push(settle)
      machine ??= start()
      const job = [dir, file, env.SECRETS ?? '', env.NOW ?? '', body, ...given]
      machine.stdin.write(`${job.map(encode).join(' ')}\n`)
    })
}

const runner = join(dir, 'run-each.exe')
const runMono = openMachine('mono', [runner])

async function runCsharp(job: SnippetJob): Promise<Outcome> {
  await buildOnce('test/run-each.cs', () => run('mcs', [`-out:${runner}`, 'test/run-each.cs']))
  const file = await buildOnce(job.file, (target) =>
    run('mcs', [`-out:${target}`, 'docs/snippets/receivers/Json.cs', job.file]),
  )
  return runMono({ ...job, file })
}

testSnippets({ name: 'go', extension: 'go', describeMissing: describeMissing('go', 'version'), run: runGo })
testSnippets({
  name: 'java',
  extension: 'java',
  describeMissing: describeMissing('javac', '--version'),
  run: openMachine('java', [...quickJava, 'test/run-each.java', 'docs/snippets/receivers/Json.java']),
})
testSnippets({
  name: 'C#',
  extension: 'cs',
  describeMissing: describeMissing('mcs', '--version'),
  run: runCsharp,
})
