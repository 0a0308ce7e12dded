import { answerLines, type LineFile } from '@/lib/http/file-stream'

export type CsvValue = string | number | Date | null | undefined

export type CsvColumn<Row> = { head: string; value: (row: Row) => CsvValue }

type CsvExport<Row> = Pick<LineFile<Row>, 'request' | 'actor' | 'readBatch'> & {
  /** Of the file, without its ending. */
  name: string
  columns: CsvColumn<Row>[]
}

/** Without it Excel reads UTF-8 as something else. */
const byteOrderMark = '\uFEFF'

/** A CSV file for spreadsheets (RFC 4180, UTF-8), in batches. @throws AppError as `answerFile` */
export function answerCsv<Row>({ name, columns, ...file }: CsvExport<Row>): Promise<Response> {
  return answerLines({
    ...file,
    name: `${name}.csv`,
    type: 'text/csv',
    head: byteOrderMark + writeCsvRow(columns.map((column) => column.head)),
    writeRow: (row) => writeCsvRow(columns.map((column) => column.value(row))),
  })
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

/**
 * A spreadsheet takes such text for a formula, which may send the sheet elsewhere; after an apostrophe it is text. What looks as if that was
 * done already gets one more, so that who takes one away reads what was written.
 */
function neutralise(text: string): string {
  return /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text
}
