import type { ImportFormat, ImportMode, MatchKey, RecordType } from '@/lib/domain/imports/imports.schema'
import { dropParts } from '@/lib/domain/imports/parts'
import { enqueue } from '@/lib/jobs/queue'
import { db, inTransaction, type Tx } from '@/lib/server/db'

/** Longer than the slowest batch with its repetitions. A worker that is silent for this long counts as dead. */
const leaseSeconds = 90
/** Of all teams together: an import keeps a processor and a connection busy. */
const importsAtOnce = 2

/** An import that only this worker may change, until `claimedUntil` by the database's clock. */
export type ClaimedImport = {
  id: string
  teamId: string
  type: RecordType
  mode: ImportMode
  match: MatchKey
  format: ImportFormat
  encoding: string
  separator: string
  columns: string[]
  total: number | null
  rows: number
  attempts: number
  claimedUntil: Date
}

/** Another worker has it, or somebody cancelled it. */
export class ClaimLost extends Error {}

/** Claims an import that waits, or one whose worker fell silent; null while another one of its team, or enough others, run. */
export function claimImport(importId: string, now: Date): Promise<ClaimedImport | null> {
  return inTransaction(async (tx) => {
    // Two workers that look at the same time would each see room for one more.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('framegate.imports'))`
    const [claimed] = await tx.$queryRaw<ClaimedImport[]>`
      UPDATE "RecordImport" i SET "state" = 'running', "startedAt" = COALESCE(i."startedAt", ${now}),
        "attempts" = i."attempts" + 1, "claimedUntil" = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      WHERE i."id" = ${importId}
        AND (i."state" = 'queued' OR (i."state" = 'running' AND i."claimedUntil" <= clock_timestamp()))
        AND NOT EXISTS (SELECT 1 FROM "RecordImport" o WHERE o."teamId" = i."teamId" AND o."id" <> i."id"
          AND o."state" = 'running' AND o."claimedUntil" > clock_timestamp())
        AND (SELECT count(*) FROM "RecordImport" o WHERE o."state" = 'running' AND o."claimedUntil" > clock_timestamp()
          AND o."id" <> i."id") < ${importsAtOnce}
      RETURNING i."id", i."teamId", i."type", i."mode", i."match", i."format", i."encoding", i."separator", i."columns",
        i."total", i."rows", i."attempts", i."claimedUntil"`
    return claimed ?? null
  })
}

/** @throws ClaimLost */
export async function renewClaim(claim: ClaimedImport): Promise<void> {
  const [renewed] = await db().$queryRaw<{ claimedUntil: Date }[]>`
    UPDATE "RecordImport" SET "claimedUntil" = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    WHERE "id" = ${claim.id} AND "state" = 'running' AND "claimedUntil" = ${claim.claimedUntil} RETURNING "claimedUntil"`
  if (!renewed) throw new ClaimLost()
  claim.claimedUntil = renewed.claimedUntil
}

export type Counts = { rows: number; created: number; updated: number; unchanged: number; failed: number }

/** Counts what a batch did, in its transaction, and keeps the claim. @throws ClaimLost, which undoes the batch */
export async function countBatch(tx: Tx, claim: ClaimedImport, counts: Counts): Promise<Date> {
  const [renewed] = await tx.$queryRaw<{ claimedUntil: Date }[]>`
    UPDATE "RecordImport" SET "rows" = "rows" + ${counts.rows}, "created" = "created" + ${counts.created},
      "updated" = "updated" + ${counts.updated}, "unchanged" = "unchanged" + ${counts.unchanged},
      "failed" = "failed" + ${counts.failed}, "attempts" = 1, "claimedUntil" = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    WHERE "id" = ${claim.id} AND "state" = 'running' AND "claimedUntil" = ${claim.claimedUntil} RETURNING "claimedUntil"`
  if (!renewed) throw new ClaimLost()
  return renewed.claimedUntil
}

type End = { state: 'done' } | { state: 'failed'; code: string; detail: string; line: number | null }

/** Ends an import, lets its file go unless a dry run may be followed by the real one, and wakes those that waited. */
export async function endImport(claim: ClaimedImport, end: End, now: Date): Promise<void> {
  const keepsFile = end.state === 'done' && claim.mode === 'validate'
  const isEnded = await inTransaction(async (tx) => {
    const { count } = await tx.recordImport.updateMany({
      where: { id: claim.id, state: 'running', claimedUntil: claim.claimedUntil },
      data: {
        state: end.state,
        endedAt: now,
        claimedUntil: null,
        hasFile: keepsFile,
        ...(end.state === 'failed'
          ? { failureCode: end.code, failureDetail: end.detail, failureLine: end.line }
          : {}),
      },
    })
    if (count > 0) await wakeWaiting(tx)
    return count > 0
  })
  if (isEnded && !keepsFile) await dropParts(claim.id)
}

/** Puts an import back for the next worker. */
export async function releaseImport(claim: ClaimedImport): Promise<void> {
  await inTransaction(async (tx) => {
    const { count } = await tx.recordImport.updateMany({
      where: { id: claim.id, state: 'running', claimedUntil: claim.claimedUntil },
      data: { state: 'queued', claimedUntil: null, attempts: 0 },
    })
    if (count > 0) await enqueue(tx, 'imports.run', { importId: claim.id })
  })
}

/** Takes up imports that wait for a place, and those whose worker died. */
export async function recoverImports(): Promise<void> {
  await inTransaction((tx) => wakeWaiting(tx))
}

export async function wakeWaiting(tx: Tx): Promise<void> {
  const waiting = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "RecordImport"
    WHERE "state" = 'queued' OR ("state" = 'running' AND "claimedUntil" <= clock_timestamp())
    ORDER BY "createdAt" LIMIT 20`
  for (const { id } of waiting) await enqueue(tx, 'imports.run', { importId: id }, { key: `import:${id}` })
}
