import { enqueue } from '@/lib/jobs/queue'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'

/** Longer than a run with its browser part can take. A worker that is silent for this long counts as dead. */
const leaseSeconds = 240
const attemptsMax = 2
/** Of all workers together: a run mostly waits for a partner's server. */
const runsAtOnce = 8
/** Of one partner's widgets, so that one partner's slow servers don't hold up the others. */
const runsAtOncePerPartner = 2

/** A run that only this worker may change, until `claimedUntil` by the database's clock. */
export type RunClaim = { id: string; claimedUntil: Date }
export type ClaimedRun = NonNullable<Awaited<ReturnType<typeof claimRun>>>

/** Claims a run that waits, or one whose worker was silent for too long; null if another worker has it. */
export async function claimRun(runId: string, now: Date) {
  const [claimed] = await db().$queryRaw<{ claimedUntil: Date }[]>`
    UPDATE "CertificationRun" SET "state" = 'running', "startedAt" = ${now}, "attempts" = "attempts" + 1,
      "claimedUntil" = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    WHERE "id" = ${runId} AND ("state" = 'queued' OR ("state" = 'running' AND "claimedUntil" <= clock_timestamp()))
    RETURNING "claimedUntil"`
  if (!claimed) return null
  const run = await db().certificationRun.findUniqueOrThrow({
    where: { id: runId },
    select: {
      id: true,
      requestedById: true,
      sendsEffects: true,
      record: true,
      contentHash: true,
      version: {
        select: { id: true, url: true, settings: true, placements: true, furtherOrigins: true, allow: true },
      },
      widget: { select: { id: true, protocol: true, testTeamId: true, testState: true } },
    },
  })
  return { ...run, claimedUntil: claimed.claimedUntil }
}

/**
 * Whether the maximum number of runs is in progress, in all or for the partner: jobs that wait behind others would take the places of
 * postbacks.
 */
export async function isBusy(runId: string): Promise<boolean> {
  const [{ all, own }] = await db().$queryRaw<[{ all: number; own: number }]>`
    SELECT count(*)::int AS "all", (count(*) FILTER (WHERE w."partnerId" = (
        SELECT asked."partnerId" FROM "CertificationRun" run JOIN "Widget" asked ON asked."id" = run."widgetId"
        WHERE run."id" = ${runId})))::int AS "own"
    FROM "CertificationRun" r JOIN "Widget" w ON w."id" = r."widgetId"
    WHERE r."state" = 'running' AND r."claimedUntil" > clock_timestamp() AND r."id" <> ${runId}`
  return all >= runsAtOnce || own >= runsAtOncePerPartner
}

/** Takes up the runs whose worker died, or stops those that outlived two. */
export async function recoverRuns(now = databaseNow()): Promise<void> {
  const lost = await db().$queryRaw<{ id: string; attempts: number; claimedUntil: Date }[]>`
    SELECT "id", "attempts", "claimedUntil" FROM "CertificationRun"
    WHERE "state" = 'running' AND "claimedUntil" <= clock_timestamp()`
  for (const { attempts, ...claim } of lost) {
    if (attempts < attemptsMax) await requeue(claim)
    else await stopRun(claim, 'The worker stopped twice during this run. Run it again.', now)
  }
}

/** Ends a run without a report. */
export async function stopRun({ id, claimedUntil }: RunClaim, reason: string, now: Date): Promise<void> {
  await db().certificationRun.updateMany({
    where: { id, state: 'running', claimedUntil },
    data: { state: 'stopped', claimedUntil: null, finishedAt: now, stopReason: reason },
  })
}

/** Puts a run back for the next worker. */
export function requeue({ id, claimedUntil }: RunClaim): Promise<void> {
  return inTransaction(async (tx) => {
    const { count } = await tx.certificationRun.updateMany({
      where: { id, state: 'running', claimedUntil },
      data: { state: 'queued', claimedUntil: null },
    })
    if (count > 0) await enqueue(tx, 'certification.run', { runId: id })
  })
}
