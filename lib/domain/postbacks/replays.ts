import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { lockOpenWidget, recordPostbacks } from '@/lib/domain/postbacks/postbacks'
import { giveUpAfter } from '@/lib/domain/postbacks/queue'
import { newId } from '@/lib/ids'
import { enqueue } from '@/lib/jobs/queue'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Reader, type Tx } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

/** How many registrations one transaction locks. */
const batchSize = 500

/**
 * Begins to send everything again that failed or was cancelled since a moment, in order, but what a later delivery of its registration
 * overtook. A job does it. While one of a widget is not in the queue yet, asking again begins none.
 * @throws AppError not_found, wrong_state while the receiver wants none
 */
export async function startReplay(
  actor: Actor,
  input: { widgetId: string; sinceHours: number },
  now = databaseNow(),
): Promise<{ replayId: string | null; total: number; overtaken: number }> {
  const partner = requirePartner(actor, 'postback.replay')
  return inTransaction(async (tx) => {
    const widget = await lockOpenWidget(tx, partner, input.widgetId)
    const open = await tx.postbackReplay.findFirst({
      where: { widgetId: widget.id, queuedAt: null },
      select: { id: true, total: true },
    })
    if (open) return { replayId: open.id, total: open.total, overtaken: 0 }
    const replay = {
      id: newId('rpl'),
      widgetId: widget.id,
      failedSince: new Date(now.getTime() - input.sinceHours * 60 * 60 * 1000),
      createdAt: now,
    }
    const { total, overtaken } = await countFailed(tx, replay)
    if (total === 0) return { replayId: null, total, overtaken }
    await tx.postbackReplay.create({ data: { ...replay, total }, select: { id: true } })
    const data = { postbacks: total, failedSince: replay.failedSince.toISOString() }
    await recordPostbacks(tx, partner, widget, 'postback.replayed', data, now)
    await enqueue(tx, 'postbacks.replay', { replayId: replay.id })
    return { replayId: replay.id, total, overtaken }
  })
}

/**
 * Puts what a replay is of into the queue, some hundred registrations at a time, each postback once however often this runs. A process that
 * is to stop leaves the rest to the next one.
 */
export async function runReplay(
  replayId: string,
  { stopping, now = databaseNow() }: { stopping?: AbortSignal; now?: Date } = {},
): Promise<void> {
  const replay = await db().postbackReplay.findUnique({
    where: { id: replayId },
    select: { id: true, widgetId: true, failedSince: true, createdAt: true, queuedAt: true },
  })
  if (!replay || replay.queuedAt || !replay.failedSince) return
  const { failedSince } = replay
  let last: string | undefined = ''
  while (last !== undefined) {
    stopping?.throwIfAborted()
    last = await queueBatch({ ...replay, failedSince }, last, now)
  }
  await inTransaction(async (tx) => {
    const total = await tx.postback.count({ where: { replayId } })
    await tx.postbackReplay.updateMany({
      where: { id: replayId, queuedAt: null },
      data: { total, queuedAt: databaseNow() },
    })
  })
}

/**
 * Sends selected postbacks again, and after each what followed it for the same registration and failed too. `skipped` are those that
 * wait already, or that a later delivery overtook. @throws AppError not_found, wrong_state while the receiver wants none
 */
export async function replaySelected(
  actor: Actor,
  input: { widgetId: string; postbackIds: string[] },
  now = databaseNow(),
): Promise<{ queued: number; skipped: number }> {
  const partner = requirePartner(actor, 'postback.replay')
  return inTransaction(async (tx) => {
    const widget = await lockOpenWidget(tx, partner, input.widgetId)
    const own = Prisma.sql`p."widgetId" = ${widget.id} AND p."id" = ANY(${input.postbackIds})`
    const registrations = await tx.$queryRaw<{ id: string }[]>`
      SELECT r."id" FROM "Registration" r WHERE r."id" IN (SELECT p."registrationId" FROM "Postback" p WHERE ${own})
      ORDER BY r."id" FOR NO KEY UPDATE`
    const locked = registrations.map(({ id }) => id)
    const replayId = newId('rpl')
    const rows = await requeue(
      tx,
      { replayId, now },
      Prisma.sql`p."registrationId" = ANY(${locked}) AND ((${own} AND p."state" <> 'pending') OR (
        p."state" IN ('failed', 'cancelled') AND EXISTS (
          SELECT 1 FROM "Postback" s WHERE s."id" = ANY(${input.postbackIds}) AND s."registrationId" = p."registrationId"
            AND s."sequence" < p."sequence" AND s."state" <> 'pending')))`,
    )
    const queued = rows.length
    const taken = new Set(rows.map(({ id }) => id))
    const skipped = new Set(input.postbackIds.filter((id) => !taken.has(id))).size
    if (queued === 0) return { queued, skipped }
    await tx.postbackReplay.create({
      data: { id: replayId, widgetId: widget.id, total: queued, createdAt: now, queuedAt: now },
      select: { id: true },
    })
    await recordPostbacks(tx, partner, widget, 'postback.replayed', { postbacks: queued }, now)
    await enqueue(tx, 'postbacks.deliver', {})
    return { queued, skipped }
  })
}

type Replay = { id: string; widgetId: string; failedSince: Date; createdAt: Date }

/** The next registrations after `last`, and the last of them; undefined after the end. */
async function queueBatch(replay: Replay, last: string, now: Date): Promise<string | undefined> {
  const found = await db().$queryRaw<{ registrationId: string }[]>`
    SELECT DISTINCT p."registrationId" FROM "Postback" p
    WHERE p."widgetId" = ${replay.widgetId} AND p."state" IN ('failed', 'cancelled') AND p."registrationId" > ${last}
    ORDER BY p."registrationId" LIMIT ${batchSize}::int`
  const registrations = found.map(({ registrationId }) => registrationId)
  if (registrations.length === 0) return undefined
  await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Registration" WHERE id = ANY(${registrations}) ORDER BY id FOR NO KEY UPDATE`
    const rows = await requeue(
      tx,
      { replayId: replay.id, now },
      Prisma.sql`p."registrationId" = ANY(${registrations}) AND ${isMeant(replay)}`,
    )
    if (rows.length > 0) await enqueue(tx, 'postbacks.deliver', {})
  })
  return registrations.length < batchSize ? undefined : registrations.at(-1)
}

/** As new ones, with three days and the shortest waits again; but none after which a later one was delivered, or is under way. */
function requeue(tx: Tx, { replayId, now }: { replayId: string; now: Date }, meant: Prisma.Sql) {
  return tx.$queryRaw<{ id: string }[]>`
    UPDATE "Postback" p SET "state" = 'pending', "attempts" = 0, "nextAttemptAt" = ${now}, "giveUpAt" = ${giveUpAfter(now)},
      "settledAt" = NULL, "claimedUntil" = NULL, "heldOrigin" = NULL, "replayId" = ${replayId}
    WHERE ${meant} AND NOT EXISTS (
      SELECT 1 FROM "Postback" l WHERE l."registrationId" = p."registrationId" AND l."sequence" > p."sequence"
        AND (l."state" = 'delivered' OR (l."state" = 'pending' AND l."claimedUntil" > clock_timestamp())))
    RETURNING p."id"`
}

/** What failed between the two moments, and what followed it and failed before: a receiver's last word is always the newest one. */
function isMeant({ id, failedSince, createdAt }: Replay): Prisma.Sql {
  return Prisma.sql`p."state" IN ('failed', 'cancelled') AND p."replayId" IS DISTINCT FROM ${id}
    AND p."settledAt" <= ${createdAt} AND (p."settledAt" >= ${failedSince} OR EXISTS (
      SELECT 1 FROM "Postback" s WHERE s."registrationId" = p."registrationId" AND s."sequence" < p."sequence"
        AND s."state" IN ('failed', 'cancelled') AND s."settledAt" BETWEEN ${failedSince} AND ${createdAt}))`
}

async function countFailed(reader: Reader, replay: Replay): Promise<{ total: number; overtaken: number }> {
  const [counted] = await reader.$queryRaw<[{ total: bigint; overtaken: bigint }]>`
    SELECT count(*) FILTER (WHERE NOT is_overtaken) AS total, count(*) FILTER (WHERE is_overtaken) AS overtaken FROM (
      SELECT EXISTS (SELECT 1 FROM "Postback" l WHERE l."registrationId" = p."registrationId"
        AND l."sequence" > p."sequence" AND l."state" = 'delivered') AS is_overtaken
      FROM "Postback" p WHERE p."widgetId" = ${replay.widgetId} AND ${isMeant(replay)}) failed`
  return { total: Number(counted.total), overtaken: Number(counted.overtaken) }
}
