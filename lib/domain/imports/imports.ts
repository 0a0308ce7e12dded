import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { wakeWaiting } from '@/lib/domain/imports/claim'
import { columnFields, matchColumns, refuseColumns } from '@/lib/domain/imports/columns.schema'
import { type FileRow, type RowProblem, readRows, UnreadableFile } from '@/lib/domain/imports/file-rows'
import type { ImportMode, ImportState, MatchKey, RecordType } from '@/lib/domain/imports/imports.schema'
import { dropParts, readParts } from '@/lib/domain/imports/parts'
import { queueImport, readHeaders } from '@/lib/domain/imports/receive'
import { type ReadRow, readRow } from '@/lib/domain/imports/row-values'
import { AppError, invalidField, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'

const pageSize = 20
const problemsPage = 1_000
const previewRows = 8

const shown = {
  id: true,
  type: true,
  mode: true,
  match: true,
  state: true,
  fileName: true,
  format: true,
  encoding: true,
  separator: true,
  headers: true,
  columns: true,
  bytes: true,
  hasFile: true,
  total: true,
  rows: true,
  created: true,
  updated: true,
  unchanged: true,
  failed: true,
  failureCode: true,
  failureDetail: true,
  failureLine: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
} as const

export type RecordImport = Awaited<ReturnType<typeof getImport>>

/** An import of the actor's team. @throws AppError not_found, also for another team's */
export async function getImport(actor: Actor, importId: string) {
  const { teamId } = requireTeam(actor, 'record.import')
  const found = await db().recordImport.findFirst({
    where: { id: importId, teamId, state: { not: 'receiving' } },
    select: shown,
  })
  if (!found) throw notFound('import')
  return toImport(found)
}

/** The team's imports; newest first, by cursor. */
export async function listImports(actor: Actor, { before }: { before?: Date | undefined } = {}) {
  const { teamId } = requireTeam(actor, 'record.import')
  const found = await db().recordImport.findMany({
    where: { teamId, state: { not: 'receiving' }, ...(before ? { createdAt: { lt: before } } : {}) },
    orderBy: { createdAt: 'desc' },
    take: pageSize + 1,
    select: shown,
  })
  const imports = found.slice(0, pageSize).map(toImport)
  return { imports, next: found.length > pageSize ? imports.at(-1)?.createdAt : undefined }
}

type Stored = {
  type: string
  mode: string
  match: string
  state: string
  hasFile: boolean
  bytes: bigint
}

/** The columns with a check constraint have the types of their checks. */
function toImport<Row extends Stored>(row: Row) {
  return {
    ...row,
    /** Whether its file waits for somebody: to confirm its columns, or to follow a dry run. */
    isOpen: row.state === 'ready' || (row.state === 'done' && row.mode === 'validate' && row.hasFile),
    type: row.type as RecordType,
    mode: row.mode as ImportMode,
    match: row.match as MatchKey,
    state: row.state as ImportState,
    bytes: Number(row.bytes),
  }
}

export type ImportProblem = Awaited<ReturnType<typeof listImportProblems>>['problems'][number]

/** Rows that were not written, by their lines, after one of them. @throws AppError not_found */
export async function listImportProblems(
  actor: Actor,
  { importId, after = 0, take = problemsPage }: { importId: string; after?: number; take?: number },
) {
  const { id } = await getImport(actor, importId)
  const found = await db().recordImportProblem.findMany({
    where: { importId: id, line: { gt: after } },
    orderBy: { line: 'asc' },
    take,
    select: { line: true, problems: true, row: true },
  })
  const problems = found.map(({ problems: list, ...problem }) => ({
    ...problem,
    problems: list as unknown as RowProblem[],
  }))
  return { problems, next: found.length === take ? problems.at(-1)?.line : undefined }
}

/** The first rows of a file as they will be, with what is wrong with them. */
export async function previewImport(actor: Actor, { importId }: { importId: string }) {
  const found = await getImport(actor, importId)
  if (!found.hasFile || !found.encoding) throw gone()
  const rows: { row: FileRow; read: ReadRow }[] = []
  const kind = {
    format: found.format === 'ndjson' ? ('ndjson' as const) : ('csv' as const),
    encoding: found.encoding,
    separator: found.separator ?? ',',
    first: previewRows + 2,
  }
  let isHeader = kind.format === 'csv'
  try {
    for await (const row of readRows(readParts(importId), kind)) {
      if (!isHeader) rows.push({ row, read: readRow(row, found.type, found.columns) })
      isHeader = false
      if (rows.length === previewRows) break
    }
  } catch (thrown) {
    if (!(thrown instanceof UnreadableFile)) throw thrown
    return { rows, failure: thrown.detail }
  }
  return { rows, failure: undefined }
}

/** Reads the file's columns anew, in another encoding or with another separator. @throws AppError not_found, wrong_state, invalid_input */
export async function readImportAs(
  actor: Actor,
  input: { importId: string; encoding: string; separator: string },
): Promise<void> {
  const { teamId } = requireTeam(actor, 'record.import')
  const found = await getImport(actor, input.importId)
  const first = await db().recordImportPart.findUnique({
    where: { importId_number: { importId: found.id, number: 0 } },
    select: { bytes: true },
  })
  if (!first) throw gone()
  const headers = found.format === 'csv' ? await readHeaders(Buffer.from(first.bytes), input) : []
  await changeOpen(teamId, found.id, {
    encoding: input.encoding,
    separator: input.separator,
    headers,
    columns: matchColumns(headers, found.type),
  })
}

/** Keeps which field each column is, before anything is checked or written. @throws AppError not_found, wrong_state, invalid_input */
export async function chooseColumns(
  actor: Actor,
  input: { importId: string; columns: string[]; match: MatchKey },
): Promise<void> {
  const { teamId } = requireTeam(actor, 'record.import')
  const found = await getImport(actor, input.importId)
  const known = new Set(columnFields[found.type].map(({ value }) => value))
  if (
    input.columns.length !== found.headers.length ||
    input.columns.some((column) => column && !known.has(column))
  )
    throw invalidField('columns', 'Choose a field or none for each column.')
  await changeOpen(teamId, found.id, { columns: input.columns, match: input.match })
}

/**
 * Begins a dry run, or the import itself. After a dry run the file is still there, and all counts
 * begin again. @throws AppError not_found, wrong_state, invalid_input
 */
export async function startImport(
  actor: Actor,
  input: { importId: string; mode: ImportMode },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'record.import')
  const found = await getImport(actor, input.importId)
  const refusal = found.format === 'csv' ? refuseColumns(found.columns, found.type) : undefined
  if (refusal) throw invalidField('columns', refusal)
  await inTransaction(async (tx) => {
    const { count } = await tx.recordImport.updateMany({
      where: { ...openOf(team, found.id), hasFile: true },
      data: {
        state: 'queued',
        mode: input.mode,
        rows: 0,
        created: 0,
        updated: 0,
        unchanged: 0,
        failed: 0,
        attempts: 0,
        startedAt: null,
        endedAt: null,
      },
    })
    if (count === 0) throw gone()
    await tx.recordImportProblem.deleteMany({ where: { importId: found.id } })
    await queueImport(tx, team, { id: found.id, type: found.type, mode: input.mode }, now)
  })
}

/** Ends an import between two batches. What it wrote stays; its file goes. @throws AppError not_found, wrong_state */
export async function cancelImport(
  actor: Actor,
  { importId }: { importId: string },
  now = databaseNow(),
): Promise<void> {
  const { teamId } = requireTeam(actor, 'record.import')
  const { id } = await getImport(actor, importId)
  await inTransaction(async (tx) => {
    const { count } = await tx.recordImport.updateMany({
      where: {
        id,
        teamId,
        OR: [
          { state: { in: ['ready', 'queued', 'running'] } },
          { state: 'done', mode: 'validate', hasFile: true },
        ],
      },
      data: { state: 'cancelled', endedAt: now, claimedUntil: null, hasFile: false },
    })
    if (count === 0) throw new AppError('wrong_state', 'This import has already ended.')
    await wakeWaiting(tx)
  })
  await dropParts(id)
}

/** Those that wait for somebody: a file whose columns are to be confirmed, or one after its dry run. */
function openOf({ teamId }: Pick<TeamActor, 'teamId'>, id: string) {
  return { id, teamId, OR: [{ state: 'ready' }, { state: 'done', mode: 'validate' }] }
}

async function changeOpen(
  teamId: string,
  id: string,
  data: { encoding?: string; separator?: string; headers?: string[]; columns: string[]; match?: MatchKey },
): Promise<void> {
  const { count } = await db().recordImport.updateMany({
    where: openOf({ teamId }, id),
    data: { ...data, state: 'ready', mode: 'validate', total: null },
  })
  if (count === 0) throw gone()
}

function gone(): AppError {
  return new AppError('wrong_state', 'The file of this import is not here any more. Drop it again.')
}
