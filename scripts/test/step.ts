import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'

export type StepResult = { passed: number; failed: number; skipped: number }

type Step = {
  title: string
  command: string
  flags: string[]
  env?: NodeJS.ProcessEnv
  /** Counts from the tool's own report; without it the step is one check. */
  count?: () => Promise<StepResult | null>
}

const running = new Set<ChildProcess>()
const stopSecondsMax = 5
let stopping = false

/** Runs one check quietly: a line with its time, and the whole output when it failed. */
export async function runTestStep(step: Step): Promise<StepResult> {
  const start = Date.now()
  console.log(`… ${step.title}`)
  const { code, output } = await runQuietly(step)
  const counted = (await step.count?.().catch(() => null)) ?? null
  const result = counted ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 }
  // A tool that failed outside its tests (a broken import, a crash) must not look green.
  if (code !== 0 && result.failed === 0) result.failed = 1
  const seconds = ((Date.now() - start) / 1000).toFixed(1)
  const counts = counted ? ` (${result.passed} passed, ${result.failed} failed)` : ''
  reportLine(`${result.failed === 0 ? '✓' : '✗'} ${step.title} ${seconds} s${counts}`)
  if (result.failed > 0) reportLine(`${output.trim()}\n`)
  return result
}

/** Prints, unless the run is being stopped: failures then don't count. */
export function reportLine(line: string): void {
  if (!stopping) console.log(line)
}

/** Ends every command that runs, and lets no further one start. */
export async function stopTestSteps(): Promise<void> {
  stopping = true
  await Promise.all([...running].map((child) => stopProcess(child)))
}

/** SIGTERM to the child and what it started; force when it does not follow. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((settle) => child.once('exit', settle))
  signalGroup(child, 'SIGTERM')
  const force = setTimeout(() => signalGroup(child, 'SIGKILL'), stopSecondsMax * 1000)
  await ended
  clearTimeout(force)
  // Workers that outlived their leader.
  signalGroup(child, 'SIGKILL')
}

/** Starts a command in its own process group, so that all of it can be stopped. */
export function spawnGroup(
  command: string,
  flags: string[],
  { env, withChannel = false }: { env: NodeJS.ProcessEnv; withChannel?: boolean },
): ChildProcess {
  const channel = withChannel ? (['ipc'] as const) : []
  const child = spawn(command, flags, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe', ...channel] })
  running.add(child)
  child.once('close', () => running.delete(child))
  child.once('error', () => running.delete(child))
  return child
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (!child.pid) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group has ended.
  }
}

async function runQuietly({ command, flags, env }: Step): Promise<{ code: number; output: string }> {
  if (stopping) return { code: 1, output: '' }
  const child = spawnGroup(command, flags, { env: env ?? process.env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8')
    stream?.on('data', (chunk: Buffer) => (output += decoder.write(chunk)))
  }
  const code = await new Promise<number>((settle) => {
    child.once('error', (error) => {
      output += error.message
      settle(1)
    })
    child.once('close', (exitCode) => settle(exitCode ?? 1))
  })
  return { code, output }
}
