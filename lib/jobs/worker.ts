import { EventEmitter } from 'node:events'
import { Logger, parseCronItems, type Runner, run, type WorkerEvents } from 'graphile-worker'
import { signNewestEvent } from '@/lib/domain/audit/heads'
import { recoverRuns } from '@/lib/domain/certification/claim'
import { queueDailyRuns } from '@/lib/domain/certification/health'
import { sendRun } from '@/lib/domain/certification/run-job'
import { refreshConnections } from '@/lib/domain/connectors/tokens'
import { recoverImports } from '@/lib/domain/imports/claim'
import { runImport } from '@/lib/domain/imports/run'
import {
  pruneCertifications,
  pruneConnectorCalls,
  pruneEmbedSessions,
  pruneImports,
  pruneLaunches,
  pruneLimits,
  pruneOAuth,
  prunePostbacks,
  pruneSandboxLaunches,
} from '@/lib/domain/platform/retention'
import { deliverPostbacks } from '@/lib/domain/postbacks/deliver'
import { runReplay } from '@/lib/domain/postbacks/replays'
import { forgetWebhook } from '@/lib/domain/webhooks/endpoints'
import { recheckOrigins } from '@/lib/domain/widgets/origin-rechecks'
import { endGraceOf } from '@/lib/domain/widgets/rotation'
import type { Jobs } from '@/lib/jobs/queue'
import { createBoundedPool } from '@/lib/server/bounded-pool'
import { env } from '@/lib/server/env'
import { log } from '@/lib/server/log'

type Handlers = { [Name in keyof Jobs]: (payload: Jobs[Name], stopping: AbortSignal) => Promise<void> }

const handlers: Handlers = {
  'secret.end_grace': ({ widgetId }) => endGraceOf(widgetId),
  'certification.run': ({ runId }, stopping) => sendRun(runId, { stopping }),
  'certification.daily': () => queueDailyRuns(),
  'certification.recover': () => recoverRuns(),
  'certification.prune': () => pruneCertifications(),
  'origins.check': (_, stopping) => recheckOrigins({ stopping }),
  'audit.sign': () => signNewestEvent(),
  'limits.prune': () => pruneLimits(),
  'launches.prune': () => pruneLaunches(),
  'connectors.prune': () => pruneConnectorCalls(),
  'connectors.refresh': () => refreshConnections(),
  'postbacks.deliver': (_, stopping) => deliverPostbacks({ stopping }),
  'postbacks.replay': ({ replayId }, stopping) => runReplay(replayId, { stopping }),
  'postbacks.prune': () => prunePostbacks(),
  'embed.prune': () => pruneEmbedSessions(),
  'imports.run': ({ importId }, stopping) => runImport(importId, { stopping }),
  'imports.recover': () => recoverImports(),
  'imports.prune': () => pruneImports(),
  'webhooks.forget': ({ endpointId }) => forgetWebhook(endpointId),
  'oauth.prune': () => pruneOAuth(),
  'sandbox.prune': () => pruneSandboxLaunches(),
}

/** One for each job that runs, and one that listens. */
const poolSize = 13

/** Works off the queue in this process until stopped. A job that was running when a worker died runs again: handlers may run twice. */
export async function startWorker(): Promise<Runner> {
  const events: WorkerEvents = new EventEmitter()
  const stopping = new AbortController()
  // Before it waits for the jobs that run: a long one starts no more work.
  for (const name of ['stop', 'pool:gracefulShutdown'] as const) events.on(name, () => stopping.abort())
  const pool = createBoundedPool({
    connectionString: env().DATABASE_URL,
    max: poolSize,
    application_name: 'framegate-worker',
  })
  const runner = await run({
    events,
    pgPool: pool,
    // One of these may be at postbacks for as long as there are any to send, and eight at certifications.
    concurrency: 12,
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') log.warn({ worker: level }, message)
    }),
    noHandleSignals: true,
    // Without a delay the end of a job is written by a promise that nobody waits for: a stop would forget it, and the database's absence end
    // the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    pollInterval: 2_000,
    parsedCronItems: parseCronItems([
      { task: 'certification.daily', match: '7 4 * * *', options: { backfillPeriod: 12 * 60 * 60 * 1000 } },
      { task: 'certification.recover', match: '* * * * *' },
      { task: 'certification.prune', match: '27 3 * * *', options: { backfillPeriod: 24 * 60 * 60 * 1000 } },
      // Before the daily certifications, which need the proofs.
      { task: 'origins.check', match: '17 2 * * *', options: { backfillPeriod: 12 * 60 * 60 * 1000 } },
      { task: 'connectors.prune', match: '37 3 * * *', options: { backfillPeriod: 24 * 60 * 60 * 1000 } },
      { task: 'connectors.refresh', match: '*/10 * * * *' },
      { task: 'postbacks.deliver', match: '* * * * *' },
      { task: 'postbacks.prune', match: '57 3 * * *', options: { backfillPeriod: 24 * 60 * 60 * 1000 } },
      { task: 'audit.sign', match: '*/10 * * * *' },
      { task: 'limits.prune', match: '47 * * * *' },
      { task: 'launches.prune', match: '17 3 * * *', options: { backfillPeriod: 24 * 60 * 60 * 1000 } },
      { task: 'embed.prune', match: '37 * * * *' },
      { task: 'imports.recover', match: '* * * * *' },
      { task: 'imports.prune', match: '27 * * * *' },
      { task: 'oauth.prune', match: '57 3 * * *', options: { backfillPeriod: 24 * 60 * 60 * 1000 } },
      { task: 'sandbox.prune', match: '7 4 * * *', options: { backfillPeriod: 24 * 60 * 60 * 1000 } },
    ]),
    taskList: Object.fromEntries(
      Object.entries(handlers).map(([name, handle]) => [name, toTask(name, handle, stopping.signal)]),
    ),
  }).catch(async (thrown) => {
    await pool.end()
    throw thrown
  })
  const end = () => void pool.end()
  runner.promise.then(end, end)
  return runner
}

function toTask(
  name: string,
  handle: (payload: never, stopping: AbortSignal) => Promise<void>,
  stopping: AbortSignal,
) {
  return async (payload: unknown) => {
    try {
      await handle(payload as never, stopping)
    } catch (thrown) {
      log.error({ job: name, cause: thrown instanceof Error ? thrown.message : String(thrown) }, 'job failed')
      throw thrown
    }
  }
}
