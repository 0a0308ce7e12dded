import { setTimeout as wait } from 'node:timers/promises'
import type { Runner } from 'graphile-worker'
import { startWorker } from '@/lib/jobs/worker'

const retryMs = 5_000

/** Runs a worker in this process until `stopping` aborts, and starts it again when its database was away. */
export async function keepWorkerRunning(
  stopping: AbortSignal,
  onLoss: (cause: unknown) => void,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      await runUntil(stopping, await startWorker())
    } catch (cause) {
      onLoss(cause)
    }
    await wait(retryMs, undefined, { signal: stopping }).catch(() => {})
  }
}

async function runUntil(stopping: AbortSignal, runner: Runner): Promise<void> {
  const stop = () => void runner.stop().catch(() => {})
  if (stopping.aborted) stop()
  stopping.addEventListener('abort', stop)
  try {
    await runner.promise
  } finally {
    stopping.removeEventListener('abort', stop)
  }
}
