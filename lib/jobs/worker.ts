import { Logger, parseCronItems, type Runner, run } from 'graphile-worker'
import { refreshConnections } from '@/lib/domain/connector-tokens'
import { pruneConnectorCalls, pruneLaunches, pruneOAuth } from '@/lib/domain/retention'
import { endGraceOf } from '@/lib/domain/rotation'
import type { Jobs } from '@/lib/jobs/queue'
import { env } from '@/lib/server/env'
import { log } from '@/lib/server/log'

type Handlers = { [Name in keyof Jobs]: (payload: Jobs[Name]) => Promise<void> }

const handlers: Handlers = {
  'secret.end_grace': ({ widgetId }) => endGraceOf(widgetId),
  'launches.prune': () => pruneLaunches(),
  'connectors.prune': () => pruneConnectorCalls(),
  'connectors.refresh': () => refreshConnections(),
  'oauth.prune': () => pruneOAuth(),
}

/** Works off the queue in this process until stopped. A job that was running when a worker died runs again: handlers may run twice. */
export function startWorker(): Promise<Runner> {
  return run({
    connectionString: env().DATABASE_URL,
    concurrency: 2,
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') log.warn({ worker: level }, message)
    }),
    noHandleSignals: true,
    pollInterval: 2_000,
    maxPoolSize: 3,
    parsedCronItems: parseCronItems([
      { task: 'connectors.prune', match: '37 3 * * *', options: { backfillPeriod: 24 * 60 * 60 * 1000 } },
      { task: 'connectors.refresh', match: '*/10 * * * *' },
      { task: 'launches.prune', match: '17 3 * * *', options: { backfillPeriod: 24 * 60 * 60 * 1000 } },
      { task: 'oauth.prune', match: '57 3 * * *', options: { backfillPeriod: 24 * 60 * 60 * 1000 } },
    ]),
    taskList: Object.fromEntries(
      Object.entries(handlers).map(([name, handle]) => [name, toTask(name, handle)]),
    ),
  })
}

function toTask(name: string, handle: (payload: never) => Promise<void>) {
  return async (payload: unknown) => {
    try {
      await handle(payload as never)
    } catch (thrown) {
      log.error({ job: name, cause: thrown instanceof Error ? thrown.message : String(thrown) }, 'job failed')
      throw thrown
    }
  }
}
