import { constants, setPriority } from 'node:os'
import { openEnvironment } from '../bootstrap/environment'
import { runScript } from '../bootstrap/run-script'

const isBesideServer = process.send !== undefined
const stopSecondsMax = 7

await runScript(async () => {
  const stopping = new AbortController()
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])
    process.once(event, () => stopping.abort())
  // Nobody is left who would end it.
  process.once('disconnect', () => setTimeout(() => process.exit(1), stopSecondsMax * 1000).unref())
  // People and platforms wait for the server, and nobody for a job.
  if (isBesideServer) setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const { embedded } = await openEnvironment()
  // Only now: the environment is read when the module is used first.
  const { keepWorkerRunning } = await import('../../lib/jobs/keep-running')
  const { log } = await import('../../lib/server/log')
  if (!isBesideServer) console.log('the worker is running; press Ctrl-C to stop it')
  await keepWorkerRunning(stopping.signal, (cause) =>
    log.warn({ cause: String(cause) }, 'the job worker lost its database and tries again'),
  )
  await embedded?.stop()
  return 0
})
