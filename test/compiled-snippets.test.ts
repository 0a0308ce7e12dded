import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'
import { type Outcome, type SnippetJob, testSnippets } from '@/test/snippet-contract'

const dir = mkdtempSync(join(tmpdir(), 'framegate-compiled-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const run = promisify(execFile)

function isMissing(command: string, flag: string): boolean {
  return spawnSync(command, [flag], { stdio: 'ignore' }).status !== 0
}

/** Each file is compiled once, when its first request comes. */
const compiled = new Map<string, Promise<string>>()

function compileOnce(file: string, compile: (target: string) => Promise<unknown>): Promise<string> {
  const target = join(dir, file.replaceAll('/', '-'))
  const done = compiled.get(file) ?? compile(target).then(() => target)
  compiled.set(file, done)
  return done
}

const hasNoGo = isMissing('go', 'version')
testSnippets({
  name: 'go',
  extension: 'go',
  describeMissing: () => (hasNoGo ? 'go is not installed' : null),
  run: async (job) =>
    runProgram(await compileOnce(job.file, (to) => run('go', ['build', '-o', to, job.file])), job),
})

function runProgram(program: string, { flags, env, body }: SnippetJob): Promise<Outcome> {
  return new Promise((settle) => {
    const child = execFile(program, flags, { env: { ...process.env, ...env } }, (failed, out, error) =>
      settle({ code: failed ? Number(failed.code) : 0, out, error }),
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end(body)
  })
}
