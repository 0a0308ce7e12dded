import { enqueue } from '@/lib/jobs/queue'
import { db, inTransaction } from '@/lib/server/db'

/** Longer than a run with its browser part can take. A worker that is silent for as long is taken for dead. */
const leaseSeconds = 180
const attemptsMax = 2
/** Of all workers together: a run mostly waits for somebody's server. */
const runsAtOnce = 8
/** Of one partner's widgets, so that no partner's slow servers hold up everybody's. */
const runsAtOncePerPartner = 2

/** A run that is this worker's alone, until `claimedUntil`. */
export type RunClaim = { id: string; claimedUntil: Date }
export type ClaimedRun = NonNullable<Awaited<ReturnType<typeof claimRun>>>

/** Claims a run that waits, or one whose worker was silent for too long; null where somebody else is at it. */
export async function claimRun(runId: string, now: Date) {
  const claimedUntil = new Date(now.getTime() + leaseSeconds * 1000)
  const { count } = await db().certificationRun.updateMany({
    where: { id: runId, OR: [{ state: 'queued' }, { state: 'running', claimedUntil: { lte: now } }] },
    data: { state: 'running', claimedUntil, startedAt: now, attempts: { increment: 1 } },
  })
  if (count === 0) return null
  const run = await db().certificationRun.findUniqueOrThrow({
    where: { id: runId },
    select: {
      id: true,
      requestedById: true,
      sendsEffects: true,
      record: true,
      version: {
        select: { id: true, url: true, settings: true, placements: true, furtherOrigins: true, allow: true },
      },
      widget: { select: { id: true, protocol: true, testTeamId: true, testState: true } },
    },
  })
  return { ...run, claimedUntil }
}

/**
 * Whether as many runs are under way as may be, of everybody or of the partner: jobs that wait behind others would hold the places of
 * postbacks.
 */
export async function isBusy(runId: string, now: Date): Promise<boolean> {
  const underWay = { state: 'running', claimedUntil: { gt: now }, id: { not: runId } }
  const run = await db().certificationRun.findUnique({
    where: { id: runId },
    select: { widget: { select: { partnerId: true } } },
  })
  if (!run) return false
  const [all, own] = await Promise.all([
    db().certificationRun.count({ where: underWay }),
    db().certificationRun.count({ where: { ...underWay, widget: { partnerId: run.widget.partnerId } } }),
  ])
  return all >= runsAtOnce || own >= runsAtOncePerPartner
}

/** Takes up the runs whose worker died, or stops those that outlived two. */
export async function recoverRuns(now = new Date()): Promise<void> {
  const lost = await db().certificationRun.findMany({
    where: { state: 'running', claimedUntil: { lte: now } },
    select: { id: true, attempts: true, claimedUntil: true },
  })
  for (const { id, attempts, claimedUntil } of lost) {
    const claim = { id, claimedUntil: claimedUntil ?? now }
    if (attempts < attemptsMax) await requeue(claim)
    else await stopRun(claim, 'The worker that sent it ended twice. Run it again.', now)
  }
}

/** Ends a run without a report. */
export async function stopRun({ id, claimedUntil }: RunClaim, reason: string, now: Date): Promise<void> {
  await db().certificationRun.updateMany({
    where: { id, state: 'running', claimedUntil },
    data: { state: 'stopped', claimedUntil: null, finishedAt: now, stopReason: reason },
  })
}

/** Puts a run back, for whoever is next. */
export function requeue({ id, claimedUntil }: RunClaim): Promise<void> {
  return inTransaction(async (tx) => {
    const { count } = await tx.certificationRun.updateMany({
      where: { id, state: 'running', claimedUntil },
      data: { state: 'queued', claimedUntil: null },
    })
    if (count > 0) await enqueue(tx, 'certification.run', { runId: id })
  })
}
