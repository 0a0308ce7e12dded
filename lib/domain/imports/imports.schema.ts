import { z } from 'zod'

export const recordTypes = ['people', 'companies'] as const
export type RecordType = (typeof recordTypes)[number]

export const importModes = ['validate', 'apply'] as const
export type ImportMode = (typeof importModes)[number]

/** By what a row finds the record that it changes: the CRM's own id, or an email where it has none. */
export const matchKeys = ['external_id', 'email'] as const
export type MatchKey = (typeof matchKeys)[number]

/** `ready` waits for its columns to be confirmed. */
export const importStates = ['ready', 'queued', 'running', 'done', 'failed', 'cancelled'] as const
export type ImportState = (typeof importStates)[number]

export const importFormats = ['csv', 'ndjson'] as const
export type ImportFormat = (typeof importFormats)[number]

export const separators = [',', ';', '\t', '|'] as const

/** As iconv-lite names them. */
export const encodings = [
  { value: 'utf8', label: 'UTF-8' },
  { value: 'utf16le', label: 'UTF-16 little-endian' },
  { value: 'utf16be', label: 'UTF-16 big-endian' },
  { value: 'windows1252', label: 'Windows-1252 (Western Europe)' },
  { value: 'windows1250', label: 'Windows-1250 (Central Europe)' },
  { value: 'windows1251', label: 'Windows-1251 (Cyrillic)' },
  { value: 'windows1253', label: 'Windows-1253 (Greek)' },
  { value: 'windows1254', label: 'Windows-1254 (Turkish)' },
  { value: 'macintosh', label: 'Mac Roman' },
  { value: 'shiftjis', label: 'Shift JIS (Japanese)' },
  { value: 'gb18030', label: 'GB 18030 (Chinese)' },
] as const

/** What a file may be, so that every mistake ends in a clear error. */
export const importLimits = {
  bytesMax: 1024 ** 3,
  rowsMax: 5_000_000,
  columnsMax: 150,
  rowBytesMax: 256 * 1024,
  /** How many of the rows that failed are kept to read. */
  problemsMax: 100_000,
} as const

export const importInput = z.object({ importId: z.string().max(60) })

/** Which field each column is, and by what rows find their records, as somebody chose it. */
export const importColumnsInput = importInput.extend({
  columns: z.array(z.string().max(40)).max(importLimits.columnsMax),
  match: z.enum(matchKeys),
})

/** How the file is read. */
export const importReadingInput = importInput.extend({
  encoding: z.enum(encodings.map(({ value }) => value)),
  separator: z.enum(separators),
})

export const startImportInput = importInput.extend({ mode: z.enum(importModes) })

/** The list of imports by a page's address, so malformed values are left out. */
export const listImportsInput = z.object({
  before: z.coerce.date().optional().catch(undefined),
  type: z.enum(recordTypes).catch('people'),
})
