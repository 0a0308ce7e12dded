import type { Actor } from '@/lib/auth/permissions'
import { fillBodies, isSayable } from '@/lib/domain/postbacks/event-body'
import { lockLanes } from '@/lib/domain/postbacks/lanes'
import { lockOpenOwner, lockOwner, type PostbackOwner } from '@/lib/domain/postbacks/owners'
import { giveUpAfter } from '@/lib/domain/postbacks/queue'
import { AppError, notFound } from '@/lib/errors'
import { enqueue } from '@/lib/jobs/queue'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

/**
 * Sends a postback again, and after it what followed it in its lane and failed too: a receiver's last word is always
 * the newest one. @throws AppError not_found, wrong_state for one that waits, was overtaken, or may not be sent at all
 */
export async function replayPostback(
  actor: Actor,
  input: PostbackOwner & { postbackId: string },
  now = databaseNow(),
): Promise<{ queued: number }> {
  return inTransaction(async (tx) => {
    const locked = await lockOpenOwner(tx, actor, input)
    const { item, lane } = locked.words
    const found = await tx.postback.findFirst({
      where: { id: input.postbackId, ...locked.owner },
      select: { id: true, lane: true, sequence: true },
    })
    if (!found) throw notFound(item)
    await lockLanes(tx, [found.lane])
    const after = { lane: found.lane, sequence: { gt: found.sequence } }
    const overtaking = await tx.postback.findFirst({
      where: {
        ...after,
        OR: [{ state: 'delivered' }, { state: 'pending', claimedUntil: { gt: databaseNow() } }],
      },
      select: { state: true },
    })
    if (overtaking)
      throw new AppError(
        'wrong_state',
        overtaking.state === 'delivered'
          ? `A later ${item} of this ${lane} was already delivered. Sending this one again would leave your server with outdated information.`
          : `A later ${item} of this ${lane} is being sent. Try again when it has finished.`,
      )
    const again = await requeue(
      tx,
      { replayId: null, now },
      Prisma.sql`p."lane" = ${found.lane} AND (p."id" = ${found.id} OR p."sequence" > ${found.sequence})
        AND (p."id" = ${found.id} AND p."state" <> 'pending' OR p."state" IN ('failed', 'cancelled'))`,
    )
    if (!again.some(({ id }) => id === found.id)) throw await refusalOf(tx, found.id, item)
    await fillBodies(tx, locked.owner, [found.lane])
    await locked.record('replayed', { postbacks: again.length }, now)
    await enqueue(tx, 'postbacks.deliver', {})
    return { queued: again.length }
  })
}

async function refusalOf(tx: Tx, id: string, item: string): Promise<AppError> {
  const { state } = await tx.postback.findUniqueOrThrow({ where: { id }, select: { state: true } })
  return new AppError(
    'wrong_state',
    state === 'pending'
      ? `This ${item} is already waiting for its next attempt.`
      : `The record of this ${item} was erased, so it can’t be sent again.`,
  )
}

/** Allows postbacks again after the receiver answered 410 or a pause: held postbacks are sent, in order. Allowing twice changes nothing. */
export async function enablePostbacks(
  actor: Actor,
  input: PostbackOwner,
  now = databaseNow(),
): Promise<{ held: number }> {
  return inTransaction(async (tx) => {
    const locked = await lockOwner(tx, actor, input)
    if (!locked.stop) return { held: 0 }
    if (locked.stop.reason === 'untested')
      throw new AppError('wrong_state', 'Send a test event first. Events begin once your server accepted it.')
    await locked.allow()
    const pending = { ...locked.owner, state: 'pending' }
    await tx.postback.updateMany({ where: { ...pending, attempts: { gt: 0 } }, data: asNew(now) })
    const held = await tx.postback.count({ where: pending })
    await locked.record('enabled', { postbacks: held }, now)
    await enqueue(tx, 'postbacks.deliver', {})
    return { held }
  })
}

/** A postback reset to new: three days and the shortest waits again. */
function asNew(now: Date) {
  return {
    replayId: null,
    state: 'pending',
    attempts: 0,
    nextAttemptAt: now,
    giveUpAt: giveUpAfter(now),
    settledAt: null,
    claimedUntil: null,
    heldOrigin: null,
  }
}

/** As new ones, with three days and the shortest waits again; but none after which a later one was delivered, or is under way. */
export function requeue(
  tx: Tx,
  { replayId, now }: { replayId: string | null; now: Date },
  meant: Prisma.Sql,
): Promise<{ id: string }[]> {
  return tx.$queryRaw<{ id: string }[]>`
    UPDATE "Postback" p SET "state" = 'pending', "attempts" = 0, "nextAttemptAt" = ${now}, "giveUpAt" = ${giveUpAfter(now)},
      "settledAt" = NULL, "claimedUntil" = NULL, "heldOrigin" = NULL, "replayId" = ${replayId}
    WHERE ${meant} AND ${isSayable} AND NOT EXISTS (
      SELECT 1 FROM "Postback" l WHERE l."lane" = p."lane" AND l."sequence" > p."sequence"
        AND (l."state" = 'delivered' OR (l."state" = 'pending' AND l."claimedUntil" > clock_timestamp())))
    RETURNING p."id"`
}
