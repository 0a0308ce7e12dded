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
import { kindOf, type List, type RecordKind, type Row } from '@/lib/domain/crm/record-table'

const emailsIn = <Fields extends { emails: PersonFields['emails'] }>(table: string, parent: string) => ({
  table,
  parent,
  columns: { email: 'text', value: 'text', isPrimary: 'boolean' },
  hasTimes: true,
  rowsOf: (fields: Fields): Row[] => toEmailColumns(fields.emails),
  keyOf: (row: Row) => emailKey(row as Row & { email: string }),
})

const phonesIn = <Fields extends { phones: PersonFields['phones'] }>(table: string, parent: string) => ({
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
  columnsOf: ({ emails, phones, ...own }) => ({ ...own, ...toPersonSearch({ ...own, emails, phones }) }),
  lists: [emailsIn('PersonEmail', 'personId'), phonesIn('PersonPhone', 'personId')],
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
  columnsOf: ({ emails, phones, addresses: _, foundedDate, ...own }) => ({
    ...own,
    ...toCompanySearch({ ...own, emails, phones }),
    foundedDate: foundedDate && `${foundedDate}T00:00:00Z`,
  }),
  lists: [emailsIn('CompanyEmail', 'companyId'), phonesIn('CompanyPhone', 'companyId'), addresses],
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
