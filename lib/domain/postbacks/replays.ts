import type { Actor } from '@/lib/auth/permissions'
import { fillBodies, isSayable } from '@/lib/domain/postbacks/event-body'
import { lockLanes } from '@/lib/domain/postbacks/lanes'
import { lockOpenOwner, ownedBy, ownerOfRow, type PostbackOwner } from '@/lib/domain/postbacks/owners'
import { requeue } from '@/lib/domain/postbacks/postbacks'
import { newId } from '@/lib/ids'
import { enqueue } from '@/lib/jobs/queue'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Reader } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

/** How many lanes one transaction locks. */
const batchSize = 500

/**
 * Begins to send everything again that failed or was cancelled since a moment, in order, but what a later delivery of its lane
 * overtook. A job does it. While one of an owner is not in the queue yet, asking again begins none.
 * @throws AppError not_found, wrong_state while the receiver wants none
 */
export async function startReplay(
  actor: Actor,
  input: PostbackOwner & { sinceHours: number },
  now = databaseNow(),
): Promise<{ replayId: string | null; total: number; overtaken: number }> {
  return inTransaction(async (tx) => {
    const { owner, record } = await lockOpenOwner(tx, actor, input)
    const open = await tx.postbackReplay.findFirst({
      where: { ...owner, queuedAt: null },
      select: { id: true, total: true },
    })
    if (open) return { replayId: open.id, total: open.total, overtaken: 0 }
    const replay = {
      id: newId('rpl'),
      failedSince: new Date(now.getTime() - input.sinceHours * 60 * 60 * 1000),
      createdAt: now,
    }
    const { total, overtaken } = await countFailed(tx, { ...replay, owner })
    if (total === 0) return { replayId: null, total, overtaken }
    await tx.postbackReplay.create({ data: { ...replay, ...owner, total }, select: { id: true } })
    const data = { postbacks: total, failedSince: replay.failedSince.toISOString() }
    await record('replayed', data, now)
    await enqueue(tx, 'postbacks.replay', { replayId: replay.id })
    return { replayId: replay.id, total, overtaken }
  })
}

/**
 * Puts what a replay is of into the queue, some hundred lanes at a time, each postback once however often this runs. A process that
 * is to stop leaves the rest to the next one.
 */
export async function runReplay(
  replayId: string,
  { stopping, now = databaseNow() }: { stopping?: AbortSignal; now?: Date } = {},
): Promise<void> {
  const replay = await db().postbackReplay.findUnique({
    where: { id: replayId },
    select: {
      id: true,
      widgetId: true,
      endpointId: true,
      failedSince: true,
      createdAt: true,
      queuedAt: true,
    },
  })
  if (!replay || replay.queuedAt || !replay.failedSince) return
  const { id, failedSince, createdAt } = replay
  const meant = { id, failedSince, createdAt, owner: ownerOfRow(replay) }
  let last: string | undefined = ''
  while (last !== undefined) {
    stopping?.throwIfAborted()
    last = await queueBatch(meant, last, now)
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
 * Sends selected postbacks again, and after each what followed it in its lane and failed too. `skipped` are those that
 * wait already, or that a later delivery overtook. @throws AppError not_found, wrong_state while the receiver wants none
 */
export async function replaySelected(
  actor: Actor,
  input: PostbackOwner & { postbackIds: string[] },
  now = databaseNow(),
): Promise<{ queued: number; skipped: number }> {
  return inTransaction(async (tx) => {
    const { owner, record } = await lockOpenOwner(tx, actor, input)
    const own = Prisma.sql`${ownedBy(owner)} AND p."id" = ANY(${input.postbackIds})`
    const found = await tx.$queryRaw<
      { lane: string }[]
    >`SELECT DISTINCT p."lane" FROM "Postback" p WHERE ${own}`
    const lanes = found.map(({ lane }) => lane)
    await lockLanes(tx, lanes)
    const replayId = newId('rpl')
    const rows = await requeue(
      tx,
      { replayId, now },
      Prisma.sql`p."lane" = ANY(${lanes}) AND ((${own} AND p."state" <> 'pending') OR (
        p."state" IN ('failed', 'cancelled') AND EXISTS (
          SELECT 1 FROM "Postback" s WHERE s."id" = ANY(${input.postbackIds}) AND s."lane" = p."lane"
            AND s."sequence" < p."sequence" AND s."state" <> 'pending')))`,
    )
    await fillBodies(tx, owner, lanes)
    const queued = rows.length
    const taken = new Set(rows.map(({ id }) => id))
    const skipped = new Set(input.postbackIds.filter((id) => !taken.has(id))).size
    if (queued === 0) return { queued, skipped }
    await tx.postbackReplay.create({
      data: { id: replayId, ...owner, total: queued, createdAt: now, queuedAt: now },
      select: { id: true },
    })
    await record('replayed', { postbacks: queued }, now)
    await enqueue(tx, 'postbacks.deliver', {})
    return { queued, skipped }
  })
}

type Replay = { id: string; owner: PostbackOwner; failedSince: Date; createdAt: Date }

/** The next lanes after `last`, and the last of them; undefined after the end. */
async function queueBatch(replay: Replay, last: string, now: Date): Promise<string | undefined> {
  const found = await db().$queryRaw<{ lane: string }[]>`
    SELECT DISTINCT p."lane" FROM "Postback" p
    WHERE ${ownedBy(replay.owner)} AND p."state" IN ('failed', 'cancelled') AND p."lane" > ${last}
    ORDER BY p."lane" LIMIT ${batchSize}::int`
  const lanes = found.map(({ lane }) => lane)
  if (lanes.length === 0) return undefined
  await inTransaction(async (tx) => {
    await lockLanes(tx, lanes)
    const rows = await requeue(
      tx,
      { replayId: replay.id, now },
      Prisma.sql`p."lane" = ANY(${lanes}) AND ${isMeant(replay)}`,
    )
    if (rows.length === 0) return
    await fillBodies(tx, replay.owner, lanes)
    await enqueue(tx, 'postbacks.deliver', {})
  })
  return lanes.length < batchSize ? undefined : lanes.at(-1)
}

/** What failed between the two moments, and what followed it and failed before: a receiver's last word is always the newest one. */
function isMeant({ id, failedSince, createdAt }: Omit<Replay, 'owner'>): Prisma.Sql {
  return Prisma.sql`p."state" IN ('failed', 'cancelled') AND p."replayId" IS DISTINCT FROM ${id}
    AND p."settledAt" <= ${createdAt} AND (p."settledAt" >= ${failedSince} OR EXISTS (
      SELECT 1 FROM "Postback" s WHERE s."lane" = p."lane" AND s."sequence" < p."sequence"
        AND s."state" IN ('failed', 'cancelled') AND s."settledAt" BETWEEN ${failedSince} AND ${createdAt}))`
}

async function countFailed(reader: Reader, replay: Replay): Promise<{ total: number; overtaken: number }> {
  const [counted] = await reader.$queryRaw<[{ total: bigint; overtaken: bigint }]>`
    SELECT count(*) FILTER (WHERE NOT is_overtaken) AS total, count(*) FILTER (WHERE is_overtaken) AS overtaken FROM (
      SELECT EXISTS (SELECT 1 FROM "Postback" l WHERE l."lane" = p."lane"
        AND l."sequence" > p."sequence" AND l."state" = 'delivered') AS is_overtaken
      FROM "Postback" p WHERE ${ownedBy(replay.owner)} AND ${isSayable} AND ${isMeant(replay)}) failed`
  return { total: Number(counted.total), overtaken: Number(counted.overtaken) }
}
