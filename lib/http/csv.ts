import type { Actor } from '@/lib/auth/permissions'
import { toAppError } from '@/lib/errors'
import { readerOf, readerPlaces } from '@/lib/http/reader-places'
import { databaseNow } from '@/lib/server/database-clock'
import { log } from '@/lib/server/log'

export type CsvValue = string | number | Date | null | undefined

export type CsvColumn<Row> = { head: string; value: (row: Row) => CsvValue }

type CsvExport<Row> = {
  request: Request
  actor: Actor
  /** What the file holds, for its name: `launches` makes `launches-2026-11-26.csv`. */
  name: string
  columns: CsvColumn<Row>[]
  /** A batch and where the next one begins. The first is read before the answer begins, so that a refusal is a proper response. */
  readBatch: (cursor: string | undefined) => Promise<{ rows: Row[]; nextCursor: string | undefined }>
}

const exportsMax = 2

const places = readerPlaces({
  most: exportsMax,
  refusal: `You already have ${exportsMax} downloads running. Wait until one finishes.`,
})

const encoder = new TextEncoder()
/** Without it Excel reads UTF-8 as something else. */
const byteOrderMark = '\uFEFF'

/**
 * A CSV file for spreadsheets (RFC 4180, UTF-8), written as fast as it is read: one batch is in memory at a time. A fault on the way breaks
 * the download, so that half a file never looks like a whole one.
 * @throws AppError rate_limited, and what the first batch is refused with
 */
export async function answerCsv<Row>({
  request,
  actor,
  name,
  columns,
  readBatch,
}: CsvExport<Row>): Promise<Response> {
  const leave = places.take(readerOf(actor))
  request.signal.addEventListener('abort', leave)
  try {
    let batch = await readBatch(undefined)
    let head = byteOrderMark + writeCsvRow(columns.map((column) => column.head))
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            const lines = batch.rows.map((row) => writeCsvRow(columns.map((column) => column.value(row))))
            controller.enqueue(encoder.encode(head + lines.join('')))
            head = ''
            if (batch.nextCursor === undefined || request.signal.aborted) {
              controller.close()
              leave()
            } else batch = await readBatch(batch.nextCursor)
          } catch (thrown) {
            leave()
            controller.error(thrown)
            log.warn({ code: toAppError(thrown).code, cause: String(thrown) }, 'an export was interrupted')
          }
        },
        cancel: leave,
      },
      { highWaterMark: 0 },
    )
    return new Response(stream, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}-${databaseNow().toISOString().slice(0, 10)}.csv"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    })
  } catch (thrown) {
    leave()
    throw thrown
  }
}

export function writeCsvRow(values: CsvValue[]): string {
  return `${values.map(writeCell).join(',')}\r\n`
}

function writeCell(value: CsvValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = value instanceof Date ? value.toISOString() : neutralise(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A spreadsheet takes such text for a formula, which may send the sheet elsewhere; after an apostrophe it is text. */
function neutralise(text: string): string {
  return /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text
}
