import { hash } from 'node:crypto'
import { setImmediate as othersFirst } from 'node:timers/promises'
import { isRefusedValue, isUniqueViolation } from '@/lib/database-errors'
import {
  type ClaimedImport,
  ClaimLost,
  type Counts,
  claimImport,
  countBatch,
  endImport,
  releaseImport,
  renewClaim,
} from '@/lib/domain/imports/claim'
import { type FileRow, readRows, UnreadableFile } from '@/lib/domain/imports/file-rows'
import { importLimits } from '@/lib/domain/imports/imports.schema'
import { readParts } from '@/lib/domain/imports/parts'
import { readKeys, readRow } from '@/lib/domain/imports/row-values'
import { SeenKeys } from '@/lib/domain/imports/seen-keys'
import { type FailedRow, rowsPerTurn, type ValidRow, writeRows } from '@/lib/domain/imports/write-rows'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'

/** So many that a statement is worth it, so few that it ends long before its time and nobody waits for its locks. */
const batchSize = 250
/** A batch is in memory several times over: of long rows it has fewer. */
const batchSizeMax = 4 * 1024 * 1024
/** How much is worked off, in how many rows it may be, before requests of the same process have a turn. */
const sizePerTurn = 128 * 1024
/** How often a look at the whole file says that it is still alive. */
const rowsPerRenewal = 100_000
const sizePerRenewal = 64 * 1024 * 1024
const raceAttempts = 3
/** How often workers may end at the same rows before nobody tries again. */
const attemptsMax = 5

const gaveUp = {
  state: 'failed',
  code: 'gave_up',
  detail:
    'The import stopped several times at the same rows. What was written stays. Tell the operator of this portal.',
  line: null,
} as const

type Options = { stopping?: AbortSignal | undefined; now?: () => Date }

/**
 * Imports a file. First it is read to its end, so that one which cannot be read changes nothing; then its rows are written, some hundred in
 * each transaction, which also counts them. After a worker died, the next one goes on behind the last of those.
 */
export async function runImport(
  importId: string,
  { stopping, now = databaseNow }: Options = {},
): Promise<void> {
  const claim = await claimImport(importId, now())
  if (!claim) return
  if (claim.attempts > attemptsMax) return endImport(claim, gaveUp, now())
  try {
    if (claim.total === null) await readToEnd(claim, stopping)
    await writeFile(claim, { stopping, now })
    await endImport(claim, { state: 'done' }, now())
  } catch (thrown) {
    if (thrown instanceof ClaimLost) return
    if (thrown instanceof UnreadableFile) {
      const { code, detail, line } = thrown
      await endImport(claim, { state: 'failed', code, detail, line }, now())
      return
    }
    if (!stopping?.aborted) throw thrown
    await releaseImport(claim)
  }
}

/** @throws UnreadableFile */
async function readToEnd(claim: ClaimedImport, stopping: AbortSignal | undefined): Promise<void> {
  let total = 0
  const isRenewalDue = every(rowsPerRenewal, sizePerRenewal)
  const isTurnDue = every(rowsPerTurn, sizePerTurn)
  for await (const row of rowsOf(claim)) {
    total += 1
    if (isTurnDue(row)) await othersFirst()
    if (total > importLimits.rowsMax)
      throw new UnreadableFile(
        'too_many_rows',
        `The file has more than ${importLimits.rowsMax.toLocaleString('en')} rows. Split it into several.`,
        null,
      )
    if (isRenewalDue(row)) {
      stopping?.throwIfAborted()
      await renewClaim(claim)
    }
  }
  await inTransaction((tx) => keepTotal(tx, claim, total))
  claim.total = total
}

/** Says of a row whether so many came, or so much: rows may be short or long. */
function every(rowsMax: number, sizeMax: number): (row: FileRow) => boolean {
  let rows = 0
  let size = 0
  return (row) => {
    rows += 1
    size += row.size
    if (rows < rowsMax && size < sizeMax) return false
    rows = 0
    size = 0
    return true
  }
}

async function keepTotal(tx: Tx, claim: ClaimedImport, total: number): Promise<void> {
  claim.claimedUntil = await countBatch(tx, claim, noCounts)
  await tx.recordImport.update({ where: { id: claim.id }, data: { total }, select: { id: true } })
}

const noCounts: Counts = { rows: 0, created: 0, updated: 0, unchanged: 0, failed: 0 }

async function writeFile(
  claim: ClaimedImport,
  { stopping, now }: { stopping: AbortSignal | undefined; now: () => Date },
): Promise<void> {
  const seen = new SeenKeys()
  const done = claim.rows
  const isRenewalDue = every(rowsPerRenewal, sizePerRenewal)
  const isTurnDue = every(rowsPerTurn, sizePerTurn)
  let index = 0
  let batch: BatchRow[] = []
  let size = 0
  for await (const row of rowsOf(claim)) {
    index += 1
    const isRepeated = isSeen(seen, row, claim)
    if (index <= done) {
      if (isTurnDue(row)) await othersFirst()
      if (isRenewalDue(row)) await renewClaim(claim)
      continue
    }
    batch.push({ row, isRepeated })
    size += row.size
    if (batch.length < batchSize && size < batchSizeMax) continue
    stopping?.throwIfAborted()
    await writeBatch(claim, batch, now())
    batch = []
    size = 0
  }
  if (batch.length > 0) await writeBatch(claim, batch, now())
}

type BatchRow = { row: FileRow; isRepeated: boolean }

async function writeBatch(claim: ClaimedImport, batch: readonly BatchRow[], now: Date): Promise<void> {
  const valid: ValidRow[] = []
  const failed: FailedRow[] = []
  const isTurnDue = every(rowsPerTurn, sizePerTurn)
  for (const { row, isRepeated } of batch) {
    if (isTurnDue(row)) await othersFirst()
    const read = readRow(row, claim.type, claim.columns)
    if ('problems' in read) failed.push(read)
    else if (isRepeated) failed.push({ line: row.line, problems: [repeated] })
    else valid.push(read)
  }
  const rowsByLine = new Map(batch.map(({ row }) => [row.line, row.cells ?? row.value ?? null]))
  for (let attempt = 1; ; attempt += 1)
    try {
      claim.claimedUntil = await inTransaction(async (tx) => {
        // What a crash takes away is read again from the file, since its count goes with it.
        await tx.$executeRaw`SET LOCAL synchronous_commit = off`
        const written = await writeRows(tx, claim, valid, now)
        const all = [...failed, ...written.failed]
        await keepProblems(tx, claim, all, rowsByLine)
        const { created, updated, unchanged } = written
        return countBatch(tx, claim, { rows: batch.length, created, updated, unchanged, failed: all.length })
      })
      claim.rows += batch.length
      return
    } catch (thrown) {
      // Somebody else created one of the records meanwhile: now it is there to change.
      if (isUniqueViolation(thrown) && attempt < raceAttempts) continue
      if (!isUniqueViolation(thrown) && !isRefusedValue(thrown)) throw thrown
      if (batch.some(({ row }) => row.problem === refused)) throw thrown
      await writeApart(claim, batch, now)
      return
    }
}

/** One row that PostgreSQL refuses must not keep the others out for ever: the batch is halved until that row is by itself. */
async function writeApart(claim: ClaimedImport, batch: readonly BatchRow[], now: Date): Promise<void> {
  const [first] = batch
  const half = Math.ceil(batch.length / 2)
  if (batch.length === 1 && first)
    return writeBatch(claim, [{ ...first, row: { ...first.row, problem: refused } }], now)
  await writeBatch(claim, batch.slice(0, half), now)
  await writeBatch(claim, batch.slice(half), now)
}

const refused = {
  field: '',
  code: 'not_storable',
  detail: 'The row has a value that cannot be stored, or an ID that another record has.',
}

const repeated = {
  field: '',
  code: 'duplicate_in_file',
  detail: 'An earlier row has the same external ID or email.',
}

async function keepProblems(
  tx: Tx,
  claim: ClaimedImport,
  failed: readonly FailedRow[],
  rows: ReadonlyMap<number, object | null>,
): Promise<void> {
  if (failed.length === 0) return
  const kept = failed.map(({ line, problems }) => ({ line, problems, row: rows.get(line) ?? null }))
  await tx.$executeRaw`
    INSERT INTO "RecordImportProblem" ("importId", "line", "problems", "row")
    SELECT ${claim.id}, r.line, r.problems, r.row
    FROM jsonb_to_recordset(${toStorableJson(kept)}::jsonb) AS r(line int, problems jsonb, row jsonb)
    WHERE (SELECT "failed" FROM "RecordImport" WHERE "id" = ${claim.id}) < ${importLimits.problemsMax}
    ON CONFLICT DO NOTHING`
}

/** JSON that PostgreSQL takes: without the character NUL and halves of characters, which rows that failed may have. */
function toStorableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.toWellFormed().replaceAll('\0', '\u2400') : part,
  )
}

/** The rows of the file, without the names of its columns. */
async function* rowsOf(claim: ClaimedImport): AsyncGenerator<FileRow> {
  let isHeader = claim.format === 'csv'
  for await (const row of readRows(readParts(claim.id), claim)) {
    if (!isHeader) yield row
    isHeader = false
  }
}

/**
 * Whether an earlier row is of the same record, which the later one would overwrite. Two rows with external IDs of their own may share an
 * email; a row that has only an email may not share it.
 */
function isSeen(seen: SeenKeys, row: FileRow, { type, columns, match }: ClaimedImport): boolean {
  const { id, externalId, email } = readKeys(row, type, columns)
  const digest = (...key: string[]) => hash('sha1', key.join(' '), 'buffer')
  const own =
    externalId !== undefined
      ? digest('externalId', externalId)
      : id !== undefined
        ? digest('id', id)
        : undefined
  if (match !== 'email' || email === undefined) return own !== undefined && seen.addsNothing(own)
  const ofKnown = digest('email of a known record', email)
  const ofUnknown = digest('email', email)
  if (own === undefined) return seen.has(ofKnown) || seen.addsNothing(ofUnknown)
  const isRepeated = seen.addsNothing(own)
  seen.addsNothing(ofKnown)
  return isRepeated || seen.has(ofUnknown)
}
