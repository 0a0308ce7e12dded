import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { stopPostmaster } from './process'

const pauseSeconds = 1

/** Restarts the server whenever it stops unexpectedly (killed, out of memory); the portal finds it on the same port. */
export function keepPostgres(input: {
  child: ChildProcess
  restart: () => Promise<ChildProcess>
  log: (line: string) => void
}): { stop: () => Promise<void> } {
  const { restart, log } = input
  let { child } = input
  let isStopping = false
  const watch = () => {
    child.once('exit', async () => {
      if (isStopping) return
      log('the embedded PostgreSQL stopped unexpectedly and is being restarted')
      await sleep(pauseSeconds * 1000)
      if (isStopping) return
      child = await restart()
      watch()
    })
  }
  watch()
  return {
    stop: async () => {
      isStopping = true
      if (child.pid && child.exitCode === null && child.signalCode === null)
        await stopPostmaster(child.pid, child)
    },
  }
}
