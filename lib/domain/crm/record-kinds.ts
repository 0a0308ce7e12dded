import { randomUUID } from 'node:crypto'
import {
  addressKey,
  emailKey,
  phoneKey,
  toAddressColumns,
  toCompanySearch,
  toEmailColumns,
  toPersonSearch,
  toPhoneColumns,
} from '@/lib/domain/crm/record-columns'
import type { CompanyFields, PersonFields } from '@/lib/domain/crm/record-fields.schema'
import type { Tx } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

/** A record as it is stored, with what it says in the shape in which it is written. */
export type StoredRecord<Fields> = {
  id: string
  revision: number
  sourceUpdatedAt: Date | null
  fields: Fields
  /** The rows of its lists, in the order of its kind's lists. */
  rows: StoredRow[][]
}

export type NewRecord<Fields> = { id: string; fields: Fields; sourceUpdatedAt: Date | null }
export type ChangedRecord<Fields> = {
  stored: StoredRecord<Fields>
  fields: Fields
  sourceUpdatedAt: Date | null
}

/**
 * How records of one kind are read for a change, and written: as many in one statement as there are. What a change is, and who may make
 * it, is in change-records.ts.
 */
export type RecordKind<Fields> = {
  noun: 'person' | 'company'
  /** Locks those of the team's records that are there. */
  lock: (
    tx: Tx,
    teamId: string,
    by: { ids: readonly string[] } | { externalIds: readonly string[] },
  ) => Promise<StoredRecord<Fields>[]>
  insert: (tx: Tx, teamId: string, records: readonly NewRecord<Fields>[], now: Date) => Promise<void>
  update: (tx: Tx, records: readonly ChangedRecord<Fields>[], now: Date) => Promise<void>
  /** What was given, in the one form in which two equal records are equal. */
  settle: (fields: Fields) => Fields
}

/** A column and its type. */
type Columns = Readonly<Record<string, string>>
type Row = { isPrimary: boolean } & Record<string, unknown>
type StoredRow = Row & { id: string }

type List<Fields> = {
  table: string
  parent: string
  columns: Columns
  hasTimes: boolean
  rowsOf: (fields: Fields) => Row[]
  keyOf: (row: Row) => string
}

type Table<Fields> = {
  noun: 'person' | 'company'
  table: string
  columns: Columns
  columnsOf: (fields: Fields) => object
  lists: readonly List<Fields>[]
  read: (tx: Tx, ids: readonly string[]) => Promise<StoredRecord<Fields>[]>
  settle: (fields: Fields) => Fields
}

const emails = <Fields extends { emails: PersonFields['emails'] }>(table: string, parent: string) => ({
  table,
  parent,
  columns: { email: 'text', value: 'text', isPrimary: 'boolean' },
  hasTimes: true,
  rowsOf: (fields: Fields): Row[] => toEmailColumns(fields.emails),
  keyOf: (row: Row) => emailKey(row as Row & { email: string }),
})

const phones = <Fields extends { phones: PersonFields['phones'] }>(table: string, parent: string) => ({
  table,
  parent,
  columns: { phone: 'text', type: 'text', isPrimary: 'boolean', normalized: 'text' },
  hasTimes: true,
  rowsOf: (fields: Fields): Row[] => toPhoneColumns(fields.phones),
  keyOf: (row: Row) => phoneKey(row as Row & { phone: string; type: string }),
})

const addressColumns = {
  type: 'text',
  street: 'text',
  city: 'text',
  state: 'text',
  code: 'text',
  country: 'text',
  isPrimary: 'boolean',
}

const addresses: List<CompanyFields> = {
  table: 'CompanyAddress',
  parent: 'companyId',
  columns: addressColumns,
  hasTimes: false,
  rowsOf: (fields) => toAddressColumns(fields.addresses),
  keyOf: (row) => addressKey(pick(row, Object.keys(addressColumns)) as Row),
}

const storedSelect = { id: true, revision: true, sourceUpdatedAt: true } as const
const oldestFirst = { orderBy: { createdAt: 'asc' } } as const

export const personKind: RecordKind<PersonFields> = kindOf({
  noun: 'person',
  table: 'Person',
  columns: {
    externalId: 'text',
    apiId: 'text',
    companyId: 'uuid',
    firstName: 'text',
    lastName: 'text',
    title: 'text',
    stage: 'text',
    sortName: 'text',
    searchText: 'text',
  },
  columnsOf: ({ emails: _emails, phones: _phones, ...own }) => own,
  lists: [emails('PersonEmail', 'personId'), phones('PersonPhone', 'personId')],
  read: async (tx, ids) => {
    const people = await tx.person.findMany({
      where: { id: { in: [...ids] } },
      select: {
        ...storedSelect,
        firstName: true,
        lastName: true,
        title: true,
        stage: true,
        companyId: true,
        externalId: true,
        apiId: true,
        emails: oldestFirst,
        phones: oldestFirst,
      },
    })
    return people.map(({ id, revision, sourceUpdatedAt, ...fields }) => ({
      id,
      revision,
      sourceUpdatedAt,
      fields: settlePerson(fields),
      rows: [fields.emails, fields.phones],
    }))
  },
  settle: settlePerson,
})

export const companyKind: RecordKind<CompanyFields> = kindOf({
  noun: 'company',
  table: 'Company',
  columns: {
    externalId: 'text',
    apiId: 'text',
    name: 'text',
    industry: 'text',
    website: 'text',
    description: 'text',
    companySize: 'text',
    annualRevenue: 'numeric',
    foundedDate: 'timestamptz',
    registrationNumber: 'text',
    taxId: 'text',
    stage: 'text',
    sortName: 'text',
    searchText: 'text',
  },
  columnsOf: ({ emails: _emails, phones: _phones, addresses: _addresses, foundedDate, ...own }) => ({
    ...own,
    foundedDate: foundedDate && `${foundedDate}T00:00:00Z`,
  }),
  lists: [emails('CompanyEmail', 'companyId'), phones('CompanyPhone', 'companyId'), addresses],
  read: async (tx, ids) => {
    const companies = await tx.company.findMany({
      where: { id: { in: [...ids] } },
      select: {
        ...storedSelect,
        name: true,
        stage: true,
        industry: true,
        website: true,
        description: true,
        companySize: true,
        annualRevenue: true,
        foundedDate: true,
        registrationNumber: true,
        taxId: true,
        externalId: true,
        apiId: true,
        emails: oldestFirst,
        phones: oldestFirst,
        addresses: { orderBy: { id: 'asc' } },
      },
    })
    return companies.map(({ id, revision, sourceUpdatedAt, annualRevenue, foundedDate, ...fields }) => ({
      id,
      revision,
      sourceUpdatedAt,
      fields: settleCompany({
        ...fields,
        annualRevenue: annualRevenue?.toNumber() ?? null,
        foundedDate: foundedDate?.toISOString().slice(0, 10) ?? null,
      }),
      rows: [fields.emails, fields.phones, fields.addresses],
    }))
  },
  settle: settleCompany,
})

function kindOf<Fields extends object>(kind: Table<Fields>): RecordKind<Fields> {
  const table = quoted(kind.table)
  return {
    noun: kind.noun,
    settle: kind.settle,
    lock: async (tx, teamId, by) => {
      const wanted =
        'ids' in by
          ? Prisma.sql`id = ANY(${by.ids}::uuid[])`
          : Prisma.sql`"externalId" = ANY(${by.externalIds}::text[])`
      // By id, so that two that lock the same ones wait for each other in one order.
      const found = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM ${table} WHERE "teamId" = ${teamId}::uuid AND ${wanted} ORDER BY id FOR UPDATE`
      if (found.length === 0) return []
      return kind.read(
        tx,
        found.map(({ id }) => id),
      )
    },
    insert: async (tx, teamId, records, now) => {
      if (records.length === 0) return
      const columns = { id: 'uuid', ...kind.columns, sourceUpdatedAt: 'timestamptz' }
      const rows = records.map(({ id, fields, sourceUpdatedAt }) => ({
        id,
        ...kind.columnsOf(fields),
        ...searchOf(fields),
        sourceUpdatedAt,
      }))
      await tx.$executeRaw`
        INSERT INTO ${table} ("teamId", "createdAt", "updatedAt", ${names(columns)})
        SELECT ${teamId}::uuid, ${now}, ${now}, ${names(columns)} FROM ${recordset(rows, columns)}`
      for (const list of kind.lists) {
        const all = records.flatMap(({ id, fields }) =>
          list.rowsOf(fields).map((row) => ({ ...row, [list.parent]: id })),
        )
        await insertRows(tx, list, all, now)
      }
    },
    update: async (tx, records, now) => {
      if (records.length === 0) return
      const columns = { id: 'uuid', ...kind.columns, sourceUpdatedAt: 'timestamptz' }
      const rows = records.map(({ stored, fields, sourceUpdatedAt }) => ({
        id: stored.id,
        ...kind.columnsOf(fields),
        ...searchOf(fields),
        sourceUpdatedAt,
      }))
      await tx.$executeRaw`
        UPDATE ${table} t SET ${assignments({ ...kind.columns, sourceUpdatedAt: '' })}, "updatedAt" = ${now},
          revision = t.revision + 1
        FROM ${recordset(rows, columns)} WHERE t.id = r.id`
      for (const [index, list] of kind.lists.entries()) {
        const changes = records.map(({ stored, fields }) => ({
          id: stored.id,
          ...compareRows(stored.rows[index] ?? [], list.rowsOf(fields), list.keyOf),
        }))
        await deleteRows(
          tx,
          list,
          changes.flatMap(({ gone }) => gone),
        )
        const added = changes.flatMap((change) =>
          change.added.map((row) => ({ ...row, [list.parent]: change.id })),
        )
        await insertRows(tx, list, added, now)
        await updateRows(
          tx,
          list,
          changes.flatMap(({ changed }) => changed),
          now,
        )
      }
    },
  }
}

function searchOf(fields: object) {
  return 'name' in fields ? toCompanySearch(fields as CompanyFields) : toPersonSearch(fields as PersonFields)
}

type AnyList = Pick<List<never>, 'table' | 'parent' | 'columns' | 'hasTimes'>

async function insertRows(tx: Tx, list: AnyList, rows: readonly object[], now: Date): Promise<void> {
  if (rows.length === 0) return
  const columns = { id: 'uuid', [list.parent]: 'uuid', ...list.columns }
  const times = list.hasTimes ? Prisma.sql`"createdAt", "updatedAt",` : Prisma.empty
  const moments = list.hasTimes ? Prisma.sql`${now}, ${now},` : Prisma.empty
  await tx.$executeRaw`
    INSERT INTO ${quoted(list.table)} (${times} ${names(columns)})
    SELECT ${moments} ${names(columns)} FROM ${recordset(
      rows.map((row) => ({ ...row, id: randomUUID() })),
      columns,
    )}`
}

async function updateRows(tx: Tx, list: AnyList, rows: readonly object[], now: Date): Promise<void> {
  if (rows.length === 0) return
  const time = list.hasTimes ? Prisma.sql`, "updatedAt" = ${now}` : Prisma.empty
  await tx.$executeRaw`
    UPDATE ${quoted(list.table)} t SET ${assignments(list.columns)} ${time}
    FROM ${recordset(rows, { id: 'uuid', ...list.columns })} WHERE t.id = r.id`
}

async function deleteRows(tx: Tx, list: AnyList, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.$executeRaw`DELETE FROM ${quoted(list.table)} WHERE id = ANY(${ids}::uuid[])`
}

/** Rows as one parameter: a statement has one text, however many rows it writes. */
function recordset(rows: readonly object[], columns: Columns): Prisma.Sql {
  const types = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`)
  return Prisma.sql`json_to_recordset(${JSON.stringify(rows)}::json) AS r(${Prisma.raw(types.join(', '))})`
}

function names(columns: Columns): Prisma.Sql {
  const list = Object.keys(columns).map((name) => `"${name}"`)
  return Prisma.raw(list.join(', '))
}

function assignments(columns: Columns): Prisma.Sql {
  const list = Object.keys(columns).map((name) => `"${name}" = r."${name}"`)
  return Prisma.raw(list.join(', '))
}

function quoted(name: string): Prisma.Sql {
  return Prisma.raw(`"${name}"`)
}

function settlePerson(fields: PersonFields): PersonFields {
  return {
    firstName: fields.firstName,
    lastName: fields.lastName,
    title: fields.title,
    stage: fields.stage,
    companyId: fields.companyId ?? null,
    externalId: fields.externalId,
    apiId: fields.apiId,
    emails: plainEmails(fields.emails),
    phones: plainPhones(fields.phones),
  }
}

function settleCompany(fields: CompanyFields): CompanyFields {
  return {
    name: fields.name,
    stage: fields.stage,
    industry: fields.industry,
    website: fields.website,
    description: fields.description,
    companySize: fields.companySize,
    annualRevenue: fields.annualRevenue,
    foundedDate: fields.foundedDate,
    registrationNumber: fields.registrationNumber,
    taxId: fields.taxId,
    externalId: fields.externalId,
    apiId: fields.apiId,
    emails: plainEmails(fields.emails),
    phones: plainPhones(fields.phones),
    addresses: plain(
      toAddressColumns(fields.addresses),
      ({ type, street, city, state, code, country, isPrimary }) => ({
        type,
        street,
        city,
        state,
        code,
        country,
        isPrimary,
      }),
    ),
  }
}

function plainEmails(given: PersonFields['emails']) {
  return plain(toEmailColumns(given), ({ email, isPrimary }) => ({ email, isPrimary }))
}

function plainPhones(given: PersonFields['phones']) {
  return plain(toPhoneColumns(given), ({ phone, type, isPrimary }) => ({ phone, type, isPrimary }))
}

/** Rows by what they are: two lists of the same ones are the same, in whatever order they came. */
function plain<From, To extends { isPrimary: boolean }>(rows: From[], pickOf: (row: From) => To): To[] {
  if (rows.length < 2) return rows.map(pickOf)
  const texts = new Map(rows.map(pickOf).map((row) => [row, JSON.stringify(row)]))
  return [...texts].sort(([, one], [, other]) => (one < other ? -1 : 1)).map(([row]) => row)
}

function pick(row: object, keys: readonly string[]): object {
  return Object.fromEntries(keys.map((key) => [key, Reflect.get(row, key)]))
}

/** Which stored rows are gone, which are new, and which stay and read differently: those keep their id and time of creation. */
function compareRows(
  stored: readonly StoredRow[],
  wanted: readonly Row[],
  keyOf: (row: Row) => string,
): { gone: string[]; added: Row[]; changed: StoredRow[] } {
  const known = new Map(stored.map((row) => [keyOf(row), row]))
  const kept = new Set(wanted.map(keyOf))
  const isSame = (row: Row, before: StoredRow) =>
    Object.entries(row).every(([name, value]) => Reflect.get(before, name) === value)
  return {
    gone: stored.filter((row) => !kept.has(keyOf(row)) || known.get(keyOf(row)) !== row).map(({ id }) => id),
    added: wanted.filter((row) => !known.has(keyOf(row))),
    changed: wanted.flatMap((row) => {
      const before = known.get(keyOf(row))
      return before && !isSame(row, before) ? [{ ...row, id: before.id }] : []
    }),
  }
}
