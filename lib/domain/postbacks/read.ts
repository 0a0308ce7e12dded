import type { Actor } from '@/lib/auth/permissions'
import { findOwner, type PostbackOwner } from '@/lib/domain/postbacks/owners'
import {
  attemptRequest,
  attemptResponse,
  type ListPostbacksInput,
  type PostbackState,
  postbackStates,
} from '@/lib/domain/postbacks/postbacks.schema'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'

const pageSize = 50
const attemptsMax = 50

const listed = {
  id: true,
  registrationId: true,
  recordId: true,
  type: true,
  sequence: true,
  method: true,
  url: true,
  state: true,
  attempts: true,
  nextAttemptAt: true,
  lastStatus: true,
  lastError: true,
  heldOrigin: true,
  createdAt: true,
  settledAt: true,
} as const

/** The postbacks of a partner's widget or a team's webhook, newest first, by cursor, with how many stand where. @throws AppError not_found */
export async function listPostbacks(actor: Actor, input: ListPostbacksInput & PostbackOwner) {
  const { owner, stop } = await findOwner(actor, input)
  const [rows, grouped] = await Promise.all([
    readPage(owner, input, pageSize),
    db().postback.groupBy({ by: ['state'], where: owner, _count: true }),
  ])
  const page = rows.slice(0, pageSize)
  const overtaken = await findOvertaken(page.map(({ id }) => id))
  const count = (state: PostbackState) => grouped.find((group) => group.state === state)?._count ?? 0
  return {
    postbacks: page.map((row) => ({
      ...row,
      state: row.state as PostbackState,
      isOvertaken: overtaken.has(row.id),
    })),
    counts: Object.fromEntries(postbackStates.map((state) => [state, count(state)])) as Record<
      PostbackState,
      number
    >,
    stop,
    nextCursor: rows.length > pageSize ? page.at(-1)?.id : undefined,
  }
}

const replayShownMs = 24 * 60 * 60 * 1000

/** The latest replay of many within a day, and how far it is; null where there was none. @throws AppError not_found */
export async function findReplay(actor: Actor, input: PostbackOwner, now = databaseNow()) {
  const { owner } = await findOwner(actor, input)
  const replay = await db().postbackReplay.findFirst({
    where: { ...owner, createdAt: { gt: new Date(now.getTime() - replayShownMs) } },
    orderBy: { createdAt: 'desc' },
    select: { id: true, failedSince: true, total: true, createdAt: true, queuedAt: true },
  })
  if (!replay) return null
  const grouped = await db().postback.groupBy({
    by: ['state'],
    where: { replayId: replay.id, ...owner },
    _count: true,
  })
  const count = (...states: PostbackState[]) =>
    grouped.reduce(
      (sum, { state, _count }) => sum + (states.includes(state as PostbackState) ? _count : 0),
      0,
    )
  return { ...replay, delivered: count('delivered'), failed: count('failed', 'cancelled') }
}

const exportBatch = 1_000

/** Postbacks in large pages, newest first, for a file. @throws AppError not_found */
export async function exportPostbacks(actor: Actor, input: ListPostbacksInput & PostbackOwner) {
  const { owner } = await findOwner(actor, input)
  const rows = await readPage(owner, input, exportBatch)
  const page = rows.slice(0, exportBatch)
  return {
    postbacks: page.map((row) => ({ ...row, state: row.state as PostbackState })),
    nextCursor: rows.length > exportBatch ? page.at(-1)?.id : undefined,
  }
}

/** One more than a page, to know whether another follows. */
function readPage(owner: PostbackOwner, { state, cursor }: ListPostbacksInput, take: number) {
  return db().postback.findMany({
    where: { ...owner, ...(state ? { state } : {}) },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: take + 1,
    ...(cursor ? { cursor: { id: cursor, ...owner }, skip: 1 } : {}),
    select: listed,
  })
}

/** Requests and responses, the latest attempt first. @throws AppError not_found */
export async function listAttempts(actor: Actor, input: PostbackOwner & { postbackId: string }) {
  const { owner } = await findOwner(actor, input)
  const postback = await db().postback.findFirst({
    where: { id: input.postbackId, ...owner },
    select: { id: true },
  })
  if (!postback) throw notFound('postback')
  const rows = await db().postbackAttempt.findMany({
    where: { postbackId: postback.id },
    orderBy: { id: 'desc' },
    take: attemptsMax,
    select: {
      id: true,
      at: true,
      durationMs: true,
      status: true,
      error: true,
      request: true,
      response: true,
    },
  })
  return rows.map(({ id, request, response, ...row }) => ({
    ...row,
    id: String(id),
    request: attemptRequest.parse(request),
    response: response === null ? undefined : attemptResponse.parse(response),
  }))
}

/** Those after which a later one of their lane was delivered. */
async function findOvertaken(ids: string[]): Promise<Set<string>> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT p."id" FROM "Postback" p WHERE p."id" = ANY(${ids}) AND EXISTS (
      SELECT 1 FROM "Postback" l WHERE l."lane" = p."lane" AND l."sequence" > p."sequence"
        AND l."state" = 'delivered')`
  return new Set(rows.map(({ id }) => id))
}
