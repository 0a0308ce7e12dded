import { openEnvironment } from '../bootstrap/environment'
import { runScript } from '../bootstrap/run-script'

await runScript(async () => {
  const { embedded } = await openEnvironment()
  // Only now: the environment is read when the module is used first.
  const { startWorker } = await import('../../lib/jobs/worker')
  const runner = await startWorker()
  console.log('the worker is running; press Ctrl-C to stop it')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void runner.stop())
  try {
    await runner.promise
  } finally {
    await embedded?.stop()
  }
  return 0
})
