import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'

// Runs files as `node FILE` would, each in a thread of this process with its own modules: a process's start is most of such a run. Jobs
// come by the channel of a fork.

const dir = mkdtempSync(join(tmpdir(), 'framegate-run-'))
process.once('exit', () => rmSync(dir, { recursive: true, force: true }))

/** The lowest free descriptor is taken first: what is opened now is standard input. */
function becomeInput(body) {
  const path = join(dir, 'body')
  writeFileSync(path, body)
  closeSync(0)
  const opened = openSync(path, 'r')
  if (opened !== 0) throw new Error(`Standard input became descriptor ${opened}.`)
}

function run({ file, flags, env, body }) {
  becomeInput(body)
  const outcome = { code: null, out: '', error: '' }
  const thread = new Worker(resolve(file), {
    argv: flags,
    env: { ...process.env, ...env },
    stdout: true,
    stderr: true,
  })
  thread.stdout.on('data', (chunk) => (outcome.out += chunk))
  thread.stderr.on('data', (chunk) => (outcome.error += chunk))
  thread.on('error', (thrown) => (outcome.error += thrown?.stack ?? String(thrown)))
  const ends = ['stdout', 'stderr'].map((name) => new Promise((settle) => thread[name].once('close', settle)))
  return new Promise((settle) =>
    thread.once('exit', (code) => Promise.all(ends).then(() => settle({ ...outcome, code }))),
  )
}

// They share one standard input: the next one begins when the one before has ended.
let last = Promise.resolve()
process.on('message', (job) => {
  last = last.then(async () => process.send(await run(job)))
})
process.on('disconnect', () => process.exit())
