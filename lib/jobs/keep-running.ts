import { startWorker } from '@/lib/jobs/worker'

const retrySeconds = 5

/** Runs a worker in this process and starts it again when its database was away. */
export function keepWorkerRunning(onLoss: (cause: unknown) => void): void {
  const start = async (): Promise<void> => {
    try {
      const runner = await startWorker()
      await runner.promise
    } catch (cause) {
      onLoss(cause)
    }
    setTimeout(start, retrySeconds * 1000).unref()
  }
  void start()
}
