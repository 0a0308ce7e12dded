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

/** A record as it is stored, with what it says in the shape in which it is written. */
export type StoredRecord<Fields> = {
  id: string
  revision: number
  sourceUpdatedAt: Date | null
  fields: Fields
}

/** How records of one kind are read for a change, and written. What is the same for both kinds is in change-records.ts. */
export type RecordKind<Fields> = {
  noun: 'person' | 'company'
  /** Locks the team's record; null where there is none. */
  lock: (
    tx: Tx,
    teamId: string,
    by: { id: string } | { externalId: string },
  ) => Promise<StoredRecord<Fields> | null>
  insert: (tx: Tx, row: RecordRow, fields: Fields) => Promise<void>
  update: (tx: Tx, row: Omit<RecordRow, 'teamId'>, fields: Fields) => Promise<void>
  /** What was given, in the one form in which two equal records are equal. */
  settle: (fields: Fields) => Fields
}

type RecordRow = { id: string; teamId: string; now: Date; sourceUpdatedAt: Date | null }

const emailSelect = { select: { email: true, isPrimary: true }, orderBy: { createdAt: 'asc' } } as const
const phoneSelect = {
  select: { phone: true, type: true, isPrimary: true },
  orderBy: { createdAt: 'asc' },
} as const

export const personKind: RecordKind<PersonFields> = {
  noun: 'person',
  lock: async (tx, teamId, by) => {
    const [found] =
      'id' in by
        ? await tx.$queryRaw<{ id: string }[]>`
            SELECT id FROM "Person" WHERE id = ${by.id}::uuid AND "teamId" = ${teamId}::uuid FOR UPDATE`
        : await tx.$queryRaw<{ id: string }[]>`
            SELECT id FROM "Person" WHERE "teamId" = ${teamId}::uuid AND "externalId" = ${by.externalId} FOR UPDATE`
    if (!found) return null
    const { id, revision, sourceUpdatedAt, ...fields } = await tx.person.findUniqueOrThrow({
      where: { id: found.id },
      select: {
        id: true,
        revision: true,
        sourceUpdatedAt: true,
        firstName: true,
        lastName: true,
        title: true,
        stage: true,
        companyId: true,
        externalId: true,
        apiId: true,
        emails: emailSelect,
        phones: phoneSelect,
      },
    })
    return { id, revision, sourceUpdatedAt, fields: personKind.settle(fields) }
  },
  insert: async (tx, { id, teamId, now, sourceUpdatedAt }, fields) => {
    const { emails, phones, companyId = null, ...own } = fields
    await tx.person.create({
      data: {
        ...own,
        companyId,
        ...toPersonSearch(fields),
        id,
        teamId,
        sourceUpdatedAt,
        createdAt: now,
        updatedAt: now,
        emails: { createMany: { data: toEmailColumns(emails).map((row) => withId(row, now)) } },
        phones: { createMany: { data: toPhoneColumns(phones).map((row) => withId(row, now)) } },
      },
      select: { id: true },
    })
  },
  update: async (tx, { id, now, sourceUpdatedAt }, fields) => {
    const { emails, phones, companyId = null, ...own } = fields
    await tx.person.update({
      where: { id },
      data: {
        ...own,
        companyId,
        ...toPersonSearch(fields),
        sourceUpdatedAt,
        revision: { increment: 1 },
        updatedAt: now,
      },
      select: { id: true },
    })
    const stored = await tx.person.findUniqueOrThrow({
      where: { id },
      select: { emails: true, phones: true },
    })
    const email = compareRows(stored.emails, toEmailColumns(emails), emailKey)
    await tx.personEmail.deleteMany({ where: { id: { in: email.gone } } })
    await tx.personEmail.createMany({
      data: email.added.map((row) => ({ ...withId(row, now), personId: id })),
    })
    for (const { id: rowId, ...row } of email.changed)
      await tx.personEmail.update({
        where: { id: rowId },
        data: { ...row, updatedAt: now },
        select: { id: true },
      })
    const phone = compareRows(stored.phones, toPhoneColumns(phones), phoneKey)
    await tx.personPhone.deleteMany({ where: { id: { in: phone.gone } } })
    await tx.personPhone.createMany({
      data: phone.added.map((row) => ({ ...withId(row, now), personId: id })),
    })
    for (const { id: rowId, ...row } of phone.changed)
      await tx.personPhone.update({
        where: { id: rowId },
        data: { ...row, updatedAt: now },
        select: { id: true },
      })
  },
  settle: (fields) => ({
    firstName: fields.firstName,
    lastName: fields.lastName,
    title: fields.title,
    stage: fields.stage,
    companyId: fields.companyId ?? null,
    externalId: fields.externalId,
    apiId: fields.apiId,
    emails: plain(toEmailColumns(fields.emails), ({ email, isPrimary }) => ({ email, isPrimary })),
    phones: plain(toPhoneColumns(fields.phones), ({ phone, type, isPrimary }) => ({
      phone,
      type,
      isPrimary,
    })),
  }),
}

export const companyKind: RecordKind<CompanyFields> = {
  noun: 'company',
  lock: async (tx, teamId, by) => {
    const [found] =
      'id' in by
        ? await tx.$queryRaw<{ id: string }[]>`
            SELECT id FROM "Company" WHERE id = ${by.id}::uuid AND "teamId" = ${teamId}::uuid FOR UPDATE`
        : await tx.$queryRaw<{ id: string }[]>`
            SELECT id FROM "Company" WHERE "teamId" = ${teamId}::uuid AND "externalId" = ${by.externalId} FOR UPDATE`
    if (!found) return null
    const { id, revision, sourceUpdatedAt, annualRevenue, foundedDate, ...fields } =
      await tx.company.findUniqueOrThrow({
        where: { id: found.id },
        select: {
          id: true,
          revision: true,
          sourceUpdatedAt: true,
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
          emails: emailSelect,
          phones: phoneSelect,
          addresses: { omit: { id: true, companyId: true }, orderBy: { id: 'asc' } },
        },
      })
    return {
      id,
      revision,
      sourceUpdatedAt,
      fields: companyKind.settle({
        ...fields,
        annualRevenue: annualRevenue?.toNumber() ?? null,
        foundedDate: foundedDate?.toISOString().slice(0, 10) ?? null,
      }),
    }
  },
  insert: async (tx, { id, teamId, now, sourceUpdatedAt }, fields) => {
    const { emails, phones, addresses, foundedDate, ...own } = fields
    await tx.company.create({
      data: {
        ...own,
        foundedDate: toDate(foundedDate),
        ...toCompanySearch(fields),
        id,
        teamId,
        sourceUpdatedAt,
        createdAt: now,
        updatedAt: now,
        emails: { createMany: { data: toEmailColumns(emails).map((row) => withId(row, now)) } },
        phones: { createMany: { data: toPhoneColumns(phones).map((row) => withId(row, now)) } },
        addresses: {
          createMany: { data: toAddressColumns(addresses).map((row) => ({ ...row, id: randomUUID() })) },
        },
      },
      select: { id: true },
    })
  },
  update: async (tx, { id, now, sourceUpdatedAt }, fields) => {
    const { emails, phones, addresses, foundedDate, ...own } = fields
    await tx.company.update({
      where: { id },
      data: {
        ...own,
        foundedDate: toDate(foundedDate),
        ...toCompanySearch(fields),
        sourceUpdatedAt,
        revision: { increment: 1 },
        updatedAt: now,
      },
      select: { id: true },
    })
    const stored = await tx.company.findUniqueOrThrow({
      where: { id },
      select: { emails: true, phones: true, addresses: true },
    })
    const email = compareRows(stored.emails, toEmailColumns(emails), emailKey)
    await tx.companyEmail.deleteMany({ where: { id: { in: email.gone } } })
    await tx.companyEmail.createMany({
      data: email.added.map((row) => ({ ...withId(row, now), companyId: id })),
    })
    for (const { id: rowId, ...row } of email.changed)
      await tx.companyEmail.update({
        where: { id: rowId },
        data: { ...row, updatedAt: now },
        select: { id: true },
      })
    const phone = compareRows(stored.phones, toPhoneColumns(phones), phoneKey)
    await tx.companyPhone.deleteMany({ where: { id: { in: phone.gone } } })
    await tx.companyPhone.createMany({
      data: phone.added.map((row) => ({ ...withId(row, now), companyId: id })),
    })
    for (const { id: rowId, ...row } of phone.changed)
      await tx.companyPhone.update({
        where: { id: rowId },
        data: { ...row, updatedAt: now },
        select: { id: true },
      })
    const known = stored.addresses.map(({ companyId: _, ...row }) => row)
    const address = compareRows(
      known,
      toAddressColumns(addresses),
      ({ id: _, ...row }: { id?: string; isPrimary: boolean }) => addressKey(row),
    )
    await tx.companyAddress.deleteMany({ where: { id: { in: address.gone } } })
    await tx.companyAddress.createMany({
      data: address.added.map((row) => ({ ...row, id: randomUUID(), companyId: id })),
    })
    for (const { id: rowId, ...row } of address.changed)
      await tx.companyAddress.update({ where: { id: rowId }, data: row, select: { id: true } })
  },
  settle: (fields) => ({
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
    emails: plain(toEmailColumns(fields.emails), ({ email, isPrimary }) => ({ email, isPrimary })),
    phones: plain(toPhoneColumns(fields.phones), ({ phone, type, isPrimary }) => ({
      phone,
      type,
      isPrimary,
    })),
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
  }),
}

function withId<Row extends object>(row: Row, now: Date) {
  return { ...row, id: randomUUID(), createdAt: now, updatedAt: now }
}

function toDate(date: string | null): Date | null {
  return date === null ? null : new Date(`${date}T00:00:00Z`)
}

/** Rows by what they are: two lists of the same ones are the same, in whatever order they came. */
function plain<From, To extends { isPrimary: boolean }>(rows: From[], pick: (row: From) => To): To[] {
  const texts = new Map(rows.map((row) => [pick(row), JSON.stringify(pick(row))]))
  return [...texts].sort(([, one], [, other]) => (one < other ? -1 : 1)).map(([row]) => row)
}

type Kept = { id: string; isPrimary: boolean }

/** Which stored rows are gone, which are new, and which stay and read differently: those keep their id and time of creation. */
function compareRows<Stored extends Kept, Wanted extends { isPrimary: boolean }>(
  stored: readonly Stored[],
  wanted: readonly Wanted[],
  keyOf: (row: Stored | Wanted) => string,
): { gone: string[]; added: Wanted[]; changed: (Wanted & { id: string })[] } {
  const known = new Map(stored.map((row) => [keyOf(row), row]))
  const kept = new Set(wanted.map(keyOf))
  const isSame = (row: Wanted, before: Stored) =>
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
