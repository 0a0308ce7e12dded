import { randomUUID } from 'node:crypto'
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
export type Row = { isPrimary: boolean } & Record<string, unknown>
type StoredRow = Row & { id: string }

export type List<Fields> = {
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

/** What a change of a stored record comes to: its source may know less than what is stored, or it may say the same. */
export function judgeChange<Fields>(
  stored: StoredRecord<Fields>,
  fields: Fields,
  sourceUpdatedAt: Date | null,
): 'updated' | 'unchanged' | 'stale' {
  const known = stored.sourceUpdatedAt
  if (known && sourceUpdatedAt && sourceUpdatedAt < known) return 'stale'
  const isSame = sourceUpdatedAt?.getTime() === known?.getTime()
  return isSame && JSON.stringify(fields) === JSON.stringify(stored.fields) ? 'unchanged' : 'updated'
}

/** A kind of record by its table and its lists. */
export function kindOf<Fields extends object>(kind: Table<Fields>): RecordKind<Fields> {
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
