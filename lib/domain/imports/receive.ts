import iconv from 'iconv-lite'
import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { matchColumns } from '@/lib/domain/imports/columns.schema'
import {
  detectEncoding,
  detectFormat,
  detectSeparator,
  headBytes,
  refuseFile,
  toKnown,
  watchUtf8,
} from '@/lib/domain/imports/detect'
import { readRows, UnreadableFile } from '@/lib/domain/imports/file-rows'
import {
  type ImportMode,
  importLimits,
  type MatchKey,
  type RecordType,
} from '@/lib/domain/imports/imports.schema'
import { dropParts } from '@/lib/domain/imports/parts'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { enqueue } from '@/lib/jobs/queue'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'

const partBytes = 256 * 1024
/** Of one team, that wait or run. */
const openMax = 5
/** A file that comes for longer counts as one whose process died. */
const receivingMs = 60 * 60 * 1000
/** Of one team's files that are here, also of those that wait for somebody. */
const keptBytesMax = 10 * importLimits.bytesMax

export type ReceivedFile = {
  type: RecordType
  /** Undefined: the import waits until its columns are confirmed. */
  mode?: ImportMode | undefined
  match: MatchKey
  fileName?: string | undefined
  /** The charset that the sender named. */
  charset?: string | undefined
  /** How many bytes the sender said there are. */
  bytes?: number | undefined
  body: AsyncIterable<Uint8Array>
}

/**
 * Takes in a file part by part, never whole, and queues its import. What is refused, or stops half way, leaves nothing behind.
 * @throws AppError payload_too_large, unsupported_media_type, invalid_input, malformed_request, rate_limited
 */
export async function receiveFile(
  actor: Actor,
  file: ReceivedFile,
  now = databaseNow(),
): Promise<{ importId: string }> {
  const team = requireTeam(actor, 'record.import')
  const importId = newId('imp')
  await inTransaction(async (tx) => {
    await requireFree(tx, team, now)
    await tx.recordImport.create({
      data: {
        id: importId,
        teamId: team.teamId,
        type: file.type,
        mode: file.mode ?? 'validate',
        match: file.match,
        state: 'receiving',
        fileName: file.fileName === undefined ? null : toStorable(file.fileName).slice(0, 200),
        createdAt: now,
      },
      select: { id: true },
    })
  })
  try {
    const kept = await keepParts(importId, file)
    const known = await describeFile(kept, file)
    await inTransaction(async (tx) => {
      await tx.recordImport.update({
        where: { id: importId },
        data: { ...known, bytes: kept.bytes, state: file.mode ? 'queued' : 'ready' },
        select: { id: true },
      })
      if (file.mode) await queueImport(tx, team, { id: importId, type: file.type, mode: file.mode }, now)
    })
    return { importId }
  } catch (thrown) {
    await dropParts(importId)
    await db().recordImport.deleteMany({ where: { id: importId, state: 'receiving' } })
    throw thrown
  }
}

/** Puts an import into the queue; what is written is in the audit log. */
export async function queueImport(
  tx: Tx,
  team: TeamActor,
  { id, type, mode }: { id: string; type: RecordType; mode: ImportMode },
  now: Date,
): Promise<void> {
  if (mode === 'apply')
    await recordAudit(tx, team, {
      action: 'record.imported',
      subject: { type: 'record', id, name: type === 'people' ? 'People' : 'Companies' },
      teamId: team.teamId,
      at: now,
    })
  await enqueue(tx, 'imports.run', { importId: id })
}

/** One at a time of a team, or each of many would count before the others are there. */
async function requireFree(tx: Tx, { teamId }: TeamActor, now: Date): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Team" WHERE id = ${teamId}::uuid FOR NO KEY UPDATE`
  const open = await tx.recordImport.count({
    where: {
      teamId,
      OR: [
        { state: { in: ['queued', 'running'] } },
        { state: 'receiving', createdAt: { gt: new Date(now.getTime() - receivingMs) } },
      ],
    },
  })
  const retryAfterSeconds = 60
  if (open >= openMax)
    throw new AppError(
      'rate_limited',
      `This team has ${openMax} imports under way. Wait until one is done.`,
      { retryAfterSeconds },
    )
  const kept = await tx.recordImport.aggregate({ where: { teamId, hasFile: true }, _sum: { bytes: true } })
  if ((kept._sum.bytes ?? 0n) < keptBytesMax) return
  throw new AppError(
    'rate_limited',
    'This team has 10 GB of files that were not imported. Import or cancel one of them.',
    { retryAfterSeconds },
  )
}

type KeptFile = { bytes: number; head: Buffer; foreign: Buffer | undefined }

async function keepParts(importId: string, file: ReceivedFile): Promise<KeptFile> {
  const utf8 = watchUtf8()
  let head = Buffer.alloc(0)
  let pieces: Uint8Array[] = []
  let waiting = 0
  let bytes = 0
  let number = 0
  const keep = async () => {
    if (waiting === 0) return
    const part = Buffer.concat(pieces)
    if (number === 0) {
      head = part.subarray(0, headBytes)
      refuseFile(head)
    }
    utf8.see(part)
    await db().recordImportPart.create({ data: { importId, number, bytes: part }, select: { number: true } })
    number += 1
    pieces = []
    waiting = 0
  }
  try {
    for await (const piece of file.body) {
      bytes += piece.byteLength
      if (bytes > importLimits.bytesMax)
        throw new AppError('payload_too_large', 'A file has at most 1 GB. Split it into several.')
      pieces.push(piece)
      waiting += piece.byteLength
      if (waiting >= partBytes) await keep()
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    throw new AppError('malformed_request', 'The file stopped before its end. Nothing was imported.', {
      cause: thrown,
    })
  }
  if (file.bytes !== undefined && bytes !== file.bytes)
    throw new AppError('malformed_request', 'The file stopped before its end. Nothing was imported.')
  await keep()
  if (bytes === 0) refuseFile(head)
  return { bytes, head, foreign: utf8.end() }
}

/** What the file is, and which fields its columns are. @throws AppError invalid_input where no column has a known name */
async function describeFile({ head, foreign }: KeptFile, file: ReceivedFile) {
  const encoding = file.charset === undefined ? detectEncoding(head, foreign) : toKnown(file.charset)
  if (encoding === undefined)
    throw new AppError('unsupported_media_type', `The encoding ${file.charset} is not supported. Use UTF-8.`)
  if (file.charset !== undefined && encoding === 'utf8' && foreign)
    throw new AppError('invalid_input', 'The file says that it is UTF-8, and is not.', {
      fields: { file: ['The file is not UTF-8.'] },
    })
  const format = detectFormat(head, encoding)
  const separator = detectSeparator(head, encoding)
  if (format === 'ndjson') return { format, encoding, separator, headers: [], columns: [], match: file.match }
  const headers = await readHeaders(head, { encoding, separator })
  const columns = matchColumns(headers, file.type)
  if (file.mode && !columns.some((column) => column !== ''))
    throw new AppError(
      'invalid_input',
      'No column has the name of a field. The first row names the columns.',
      {
        fields: { file: ['No column has the name of a field.'] },
      },
    )
  // Address books have no IDs: their rows find people by email, unless the sender said otherwise.
  const isByEmail = !file.mode && !columns.includes('externalId') && columns.includes('email')
  return { format, encoding, separator, headers, columns, match: isByEmail ? 'email' : file.match }
}

/** The names in the first row, which has to be in the first 64 KB. @throws AppError invalid_input */
export async function readHeaders(
  head: Buffer,
  { encoding, separator }: { encoding: string; separator: string },
): Promise<string[]> {
  const text = iconv.decode(head, encoding)
  async function* parts() {
    yield Buffer.from(text)
  }
  try {
    // The first line may only say what separates the columns. The row behind the header may be longer than what is here.
    for await (const { cells = [] } of readRows(parts(), {
      format: 'csv',
      encoding: 'utf8',
      separator,
      first: /^sep=/i.test(text) ? 2 : 1,
    }))
      return cells.map((cell, index) => toStorable(cell).trim().slice(0, 200) || `Column ${index + 1}`)
  } catch (thrown) {
    if (!(thrown instanceof UnreadableFile)) throw thrown
    throw new AppError('invalid_input', thrown.detail, { fields: { file: [thrown.detail] } })
  }
  throw new AppError('invalid_input', 'The file has no row.', { fields: { file: ['The file has no row.'] } })
}

/** Text without control characters and halves of characters, of which PostgreSQL keeps some not at all. */
function toStorable(text: string): string {
  return text.toWellFormed().replace(/\p{Cc}/gu, '')
}
