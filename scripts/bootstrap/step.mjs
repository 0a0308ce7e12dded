import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Prints what is being done and, at its end, how long it took. Returns the exit code of `work`. */
export async function runStep(title, work) {
  const start = Date.now()
  console.log(`${title} …`)
  const code = await work()
  const seconds = ((Date.now() - start) / 1000).toFixed(1)
  console.log(`${title}: ${code === 0 ? 'done in' : 'failed after'} ${seconds} s`)
  return code
}

/**
 * Runs a Node script to its end with our output, passing signals on. Returns its exit code. The channel
 * between the two lets the child notice that we were killed.
 */
export async function runNode(
  flags,
  { env = process.env, quiet = false, showFailure = true, withChannel = false } = {},
) {
  const output = quiet ? 'pipe' : 'inherit'
  const stdio = withChannel ? ['inherit', output, output, 'ipc'] : ['inherit', output, output]
  const child = spawn(process.execPath, flags, { env, stdio })
  let text = ''
  child.stdout?.on('data', (chunk) => (text += chunk))
  child.stderr?.on('data', (chunk) => (text += chunk))
  let stoppedBy = null
  const forward = (signal) => {
    stoppedBy = signal
    child.kill(signal)
  }
  for (const signal of signals) process.on(signal, forward)
  try {
    const { code, signal } = await new Promise((settle, fail) => {
      child.once('error', fail)
      child.once('close', (exitCode, exitSignal) => settle({ code: exitCode, signal: exitSignal }))
    })
    if (text && showFailure && code !== 0 && !stoppedBy) process.stderr.write(text)
    if (stoppedBy && !withChannel) process.exit(128 + constants.signals[stoppedBy])
    return code ?? 128 + constants.signals[signal]
  } finally {
    for (const signal of signals) process.off(signal, forward)
  }
}
