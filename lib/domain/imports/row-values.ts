import { z } from 'zod'
import {
  type CompanyChanges,
  companyChanges,
  optionalLine,
  type PersonChanges,
  personChanges,
  sourceMoment,
} from '@/lib/domain/crm/record-fields.schema'
import type { FileRow, RowProblem } from '@/lib/domain/imports/file-rows'
import type { RecordType } from '@/lib/domain/imports/imports.schema'

/** What a row says: how its record is found, and what changes. What it leaves out stays. */
export type RowValues = {
  id: string | null
  externalId: string | null
  sourceUpdatedAt: string | null
  companyName: string | null
  companyExternalId: string | null
  changes: PersonChanges | CompanyChanges
}

export type ReadRow = { line: number; values: RowValues } | { line: number; problems: RowProblem[] }

/** How many of a row's problems are told: a row of 256 KB may have a hundred thousand. */
const problemsMax = 20
/** Into how many parts a list in one cell is taken apart, of which none may have so many. */
const partsMax = 1_000
/** Of a cell that is a number. */
const numberMax = 60

const keyShape = { id: z.uuid('This isn’t the ID of a record.').nullish(), sourceUpdatedAt: sourceMoment }

const rowSchemas = {
  people: personChanges.extend({
    ...keyShape,
    companyName: optionalLine(300),
    companyExternalId: optionalLine(200),
    company: z
      .object({ id: z.uuid().nullish(), externalId: optionalLine(200), name: optionalLine(300) })
      .nullish(),
  }),
  companies: companyChanges.extend(keyShape),
} as const

/** A row's values, or all that is wrong with it. `columns` are the fields of a CSV file's columns. */
export function readRow(row: Omit<FileRow, 'size'>, type: RecordType, columns: readonly string[]): ReadRow {
  const { line } = row
  if (row.problem) return { line, problems: [row.problem] }
  const cells = row.cells
  if (cells && cells.length !== columns.length && !isOnlyPadded(cells, columns.length))
    return {
      line,
      problems: [
        {
          field: '',
          code: 'wrong_column_count',
          detail: `The row has ${cells.length} columns, the header ${columns.length}.`,
        },
      ],
    }
  const parsed = rowSchemas[type].safeParse(cells ? toObject(cells, columns, type) : row.value)
  if (!parsed.success) return { line, problems: parsed.error.issues.slice(0, problemsMax).map(toProblem) }
  return { line, values: toValues(parsed.data) }
}

/** What a row is known by, as `readRow` reads it, also of a row that is otherwise malformed. */
export function readKeys(
  row: FileRow,
  type: RecordType,
  columns: readonly string[],
): { id?: string | undefined; externalId?: string | undefined; email?: string | undefined } {
  const { cells, value = {} } = row
  const keys = columns.map((column) => (keyColumns.has(column) ? column : ''))
  const given: object = cells ? toObject(cells, keys, type) : value
  const emails: unknown = Reflect.get(given, 'emails')
  const first: unknown = Array.isArray(emails) ? emails[0] : undefined
  const email: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'email') : undefined
  const text = (said: unknown) => (typeof said === 'string' && said.trim() !== '' ? said.trim() : undefined)
  return {
    id: text(Reflect.get(given, 'id'))?.toLowerCase(),
    externalId: text(Reflect.get(given, 'externalId')),
    email: text(email)?.toLowerCase(),
  }
}

const keyColumns = new Set(['id', 'externalId', 'email'])

/** Spreadsheets leave empty cells out at the end of a row, or write more of them. */
function isOnlyPadded(cells: readonly string[], columns: number): boolean {
  return cells.length < columns ? true : cells.slice(columns).every((cell) => cell.trim() === '')
}

type ParsedRow = { id?: string | null | undefined; externalId?: string | null | undefined } & Record<
  string,
  unknown
>

function toValues(parsed: ParsedRow): RowValues {
  const { id, sourceUpdatedAt, companyName, companyExternalId, company, ...changes } = parsed
  const named = company as { id?: string; externalId?: string; name?: string } | null | undefined
  if (named?.id) changes.companyId = named.id
  return {
    id: id ?? null,
    externalId: changes.externalId ?? null,
    sourceUpdatedAt: (sourceUpdatedAt as string | null | undefined) ?? null,
    companyName: (companyName as string) || named?.name || null,
    companyExternalId: (companyExternalId as string) || named?.externalId || null,
    changes: changes as PersonChanges,
  }
}

const problemCodes: Record<string, string> = { too_big: 'too_long', too_small: 'missing', custom: 'missing' }

function toProblem({ path, code, message }: z.core.$ZodIssue): RowProblem {
  return { field: path.join('.'), code: problemCodes[code] ?? 'malformed', detail: message }
}

/** Empty cells are left out: a row changes what it says. */
function toObject(
  cells: readonly string[],
  columns: readonly string[],
  type: RecordType,
): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  const emails: object[] = []
  const phones: object[] = []
  const address: Record<string, string> = {}
  const addresses: unknown[] = []
  for (const [index, field] of columns.entries()) {
    const cell = toText(cells[index])
    if (cell === '' || field === '' || field === 'phoneType') continue
    if (field === 'email') emails.push(...split(cell, /:::|[;,\n]/, partsMax).map((email) => ({ email })))
    else if (field === 'phone') phones.push(...toPhones(cell, typeBeside(cells, columns, index)))
    else if (field === 'phones') phones.push(...split(cell, /\n/, partsMax).map(toTypedPhone))
    else if (field.startsWith('phone.')) phones.push(...toPhones(cell, field.slice('phone.'.length)))
    else if (field === 'addresses') addresses.push(...split(cell, /\n/, partsMax).map(toAddress))
    else if (field.startsWith('address.')) address[field.slice('address.'.length)] = onOneLine(cell, ', ')
    else row[field] = toValue(field, cell)
  }
  if (type === 'people') splitName(row)
  if (emails.length > 0) row.emails = emails
  if (phones.length > 0) row.phones = phones
  if (Object.keys(address).length > 0) addresses.unshift({ ...address, isPrimary: true })
  if (addresses.length > 0) row.addresses = addresses
  return row
}

/** Without the apostrophe that keeps a spreadsheet from reading a formula. */
function toText(cell: string | undefined): string {
  const text = cell?.trim() ?? ''
  return /^'+[=+\-@\t\r\n＝＋－＠]/.test(text) ? text.slice(1) : text
}

function toValue(field: string, cell: string): unknown {
  if (field === 'annualRevenue') return toNumber(cell)
  if (field === 'foundedDate') return toDate(cell)
  if (field === 'sourceUpdatedAt') return toMoment(cell)
  if (field === 'companyExternalId') return cell.split(';')[0]?.trim()
  return field === 'description' ? cell : onOneLine(cell, ' ')
}

/** `1,250,000.50`, `1.250.000,50` and `$ 900` are numbers; anything else stays what it is, and is refused. */
function toNumber(cell: string): unknown {
  if (cell.length > numberMax) return cell
  const text = cell
    .replace(/^(?:\p{Sc}|[A-Z]{3})\s*|\s*(?:\p{Sc}|[A-Z]{3})$/gu, '')
    .replace(/[ \u00a0\u202f'’]/g, '')
  if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(text) && !/^-?\d+\.\d{3}$/.test(text))
    return Number(text.replaceAll('.', '').replace(',', '.'))
  if (/^-?\d+,\d{1,2}$/.test(text)) return Number(text.replace(',', '.'))
  const plain = text.replaceAll(',', '')
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : cell
}

/** A year alone is its first day. */
function toDate(cell: string): string {
  if (/^\d{4}$/.test(cell)) return `${cell}-01-01`
  const [, date] = /^(\d{4}-\d{2}-\d{2})[T ]/.exec(cell) ?? []
  return date ?? cell
}

/** A time without a zone is UTC. */
function toMoment(cell: string): string {
  const [, date, time, seconds = ':00'] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?$/.exec(cell) ?? []
  return date ? `${date}T${time}${seconds}Z` : cell
}

function splitName(row: Record<string, unknown>): void {
  const { name, ...rest } = row
  delete row.name
  if (typeof name !== 'string' || rest.firstName !== undefined || rest.lastName !== undefined) return
  const comma = name.indexOf(',')
  const first = name.slice(comma + 1).trim()
  if (comma > 0 && first !== '') {
    row.lastName = name.slice(0, comma)
    row.firstName = first
    return
  }
  const cut = name.lastIndexOf(' ')
  row.firstName = cut < 0 ? name : name.slice(0, cut)
  row.lastName = cut < 0 ? '' : name.slice(cut + 1)
}

function toPhones(cell: string, type: string | undefined): object[] {
  return split(cell, /:::|\n/, partsMax).map((phone) => (type ? { phone, type } : { phone }))
}

function toTypedPhone(text: string): object {
  const [, type] = /^([^:]{1,40}):/.exec(text) ?? []
  return type === undefined ? { phone: text } : { phone: text.slice(type.length + 1).trim(), type }
}

function toAddress(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The type of an untyped phone, from the column before or after it: exports write it on either side. */
function typeBeside(cells: readonly string[], columns: readonly string[], index: number): string | undefined {
  const beside =
    columns[index + 1] === 'phoneType' && !isTaken(columns, index + 1, index) ? index + 1 : index - 1
  if (columns[beside] !== 'phoneType') return undefined
  const type = toText(cells[beside]).replace(/^\* ?/, '').toLowerCase()
  return type === '' ? undefined : type === 'cell' ? 'mobile' : type
}

/** Whether a type is already that of the phone before it, in a file that writes types first. */
function isTaken(columns: readonly string[], typeIndex: number, phoneIndex: number): boolean {
  const first = columns.findIndex((field) => field === 'phone' || field === 'phoneType')
  return columns[first] === 'phoneType' && columns[phoneIndex - 1] === 'phoneType' && typeIndex > phoneIndex
}

function split(cell: string, by: RegExp, most?: number): string[] {
  return cell
    .split(by, most)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function onOneLine(cell: string, between: string): string {
  return /[\r\n]/.test(cell) ? split(cell, /[\r\n]+/).join(between) : cell
}
