import { pipeline, Readable } from 'node:stream'
import { CsvError, type Options, parse } from 'csv-parse'
import iconv from 'iconv-lite'
import { isShallowJson } from '@/lib/bounded-json'
import { type ImportFormat, importLimits } from '@/lib/domain/imports/imports.schema'

/** What ends an import before the end of its file, since nobody can say where the next row begins or what its columns are. */
export class UnreadableFile extends Error {
  constructor(
    readonly code: 'row_too_long' | 'quote_not_closed' | 'unreadable' | 'too_many_columns' | 'too_many_rows',
    readonly detail: string,
    readonly line: number | null,
  ) {
    super(`${code}: ${detail}`)
    this.name = 'UnreadableFile'
  }
}

export type RowProblem = { field: string; code: string; detail: string }

/** A row as the file has it, of `size` characters: its cells, or the object of its line, or what is wrong with the row itself. */
export type FileRow = { line: number; size: number; cells?: string[]; value?: object; problem?: RowProblem }

type FileKind = {
  format: ImportFormat
  encoding: string
  separator: string
  /** How many rows of a CSV file are wanted; all without it. */
  first?: number
}

/** The rows of a file, one after the other. The first of a CSV file is its header. @throws UnreadableFile */
export function readRows(parts: AsyncIterable<Uint8Array>, kind: FileKind): AsyncGenerator<FileRow> {
  return kind.format === 'csv' ? readCsv(parts, kind) : readNdjson(parts, kind)
}

async function* readCsv(parts: AsyncIterable<Uint8Array>, kind: FileKind): AsyncGenerator<FileRow> {
  let lastLine = 0
  const parser = parse({
    bom: true,
    delimiter: kind.separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    ...(kind.first === undefined ? {} : { to: kind.first }),
    max_record_size: importLimits.rowBytesMax,
    // Here and not where rows are taken: what was read before an error is not lost on the way.
    on_record: (cells: string[], { lines }: { lines: number }): FileRow => {
      lastLine = lines
      const size = cells.reduce((sum, { length }) => sum + length, 0)
      return { line: lines - countBreaks(cells), size, cells }
    },
  } as unknown as Options)
  const source = Readable.from(parts, { objectMode: false })
  // csv-parse reads UTF-8 itself. What ends the pipeline early also ends the loop below.
  if (kind.encoding === 'utf8') pipeline(source, parser, () => {})
  else pipeline(source, iconv.decodeStream(kind.encoding), parser, () => {})
  try {
    for await (const { line, size, cells = [] } of parser as AsyncIterable<FileRow>) {
      // A first line for Excel alone, which says what separates the columns.
      if (line === 1 && /^sep=/i.test(cells[0] ?? '') && cells.length <= 2) continue
      if (cells.length > importLimits.columnsMax)
        throw new UnreadableFile(
          'too_many_columns',
          `A row has ${cells.length} columns. At most ${importLimits.columnsMax} are read: leave out those that you do not need.`,
          line,
        )
      yield { line, size, cells }
    }
  } catch (thrown) {
    if (thrown instanceof CsvError) throw toUnreadable(thrown, lastLine + 1)
    throw thrown
  }
}

function toUnreadable(error: CsvError, line: number): UnreadableFile {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new UnreadableFile(
      'quote_not_closed',
      `A quote that opens in the row at line ${line} is never closed.`,
      line,
    )
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new UnreadableFile(
      'row_too_long',
      `The row at line ${line} is longer than ${importLimits.rowBytesMax / 1024} KB. A quote in it that is never closed may be why.`,
      line,
    )
  return new UnreadableFile('unreadable', `The row at line ${line} cannot be read as CSV.`, line)
}

async function* readNdjson(parts: AsyncIterable<Uint8Array>, kind: FileKind): AsyncGenerator<FileRow> {
  let line = 0
  for await (const text of readLines(decoded(parts, kind.encoding))) {
    line += 1
    if (text === undefined)
      yield {
        line,
        size: 0,
        problem: {
          field: '',
          code: 'row_too_long',
          detail: `The row is longer than ${importLimits.rowBytesMax / 1024} KB.`,
        },
      }
    else if (text.trim() !== '') yield readObject(text, line)
  }
}

function readObject(text: string, line: number): FileRow {
  const size = text.length
  const refuse = (detail: string) => ({ line, size, problem: { field: '', code: 'not_json', detail } })
  if (!isShallowJson(text)) return refuse('The line is nested too deep.')
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { line, size, value }
    return refuse('The line is not a JSON object.')
  } catch {
    return refuse('The line is not JSON.')
  }
}

/** Lines of text; undefined for one that is too long to hold. */
async function* readLines(texts: AsyncIterable<string>): AsyncGenerator<string | undefined> {
  let rest = ''
  let isTooLong = false
  for await (const text of texts) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      yield isTooLong || line.length > importLimits.rowBytesMax ? undefined : line
      isTooLong = false
    }
    if (rest.length > importLimits.rowBytesMax) {
      isTooLong = true
      rest = ''
    }
  }
  if (isTooLong) yield undefined
  else if (rest !== '') yield rest
}

async function* decoded(parts: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding)
  for await (const part of parts) yield decoder.write(Buffer.from(part))
  const last = decoder.end()
  if (last) yield last
}

function countBreaks(record: readonly string[]): number {
  let breaks = 0
  for (const cell of record)
    if (cell.includes('\n') || cell.includes('\r')) breaks += cell.split(/\r\n|\n|\r/).length - 1
  return breaks
}
