import type { Actor } from '@/lib/auth/permissions'
import { answerFile } from '@/lib/http/file-stream'

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

/** Without it Excel reads UTF-8 as something else. */
const byteOrderMark = '\uFEFF'

/** A CSV file for spreadsheets (RFC 4180, UTF-8). @throws AppError as `answerFile` */
export function answerCsv<Row>({
  request,
  actor,
  name,
  columns,
  readBatch,
}: CsvExport<Row>): Promise<Response> {
  async function* lines(): AsyncGenerator<string> {
    let head = byteOrderMark + writeCsvRow(columns.map((column) => column.head))
    let cursor: string | undefined
    do {
      const batch = await readBatch(cursor)
      yield head + batch.rows.map((row) => writeCsvRow(columns.map((column) => column.value(row)))).join('')
      head = ''
      cursor = batch.nextCursor
    } while (cursor !== undefined)
  }
  return answerFile({ request, actor, name: `${name}.csv`, type: 'text/csv', chunks: lines() })
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
