import {
  toAddressColumns,
  toCompanySearch,
  toEmailColumns,
  toPersonSearch,
  toPhoneColumns,
} from '@/lib/domain/crm/record-columns'
import type { Prisma } from '@/lib/server/prisma/client'

/** A company as a list of rows, ready for `createMany`. */
export type DemoCompany = {
  row: Prisma.CompanyCreateManyInput
  emails: Prisma.CompanyEmailCreateManyInput[]
  phones: Prisma.CompanyPhoneCreateManyInput[]
  addresses: Prisma.CompanyAddressCreateManyInput[]
}

export type DemoPerson = {
  row: Prisma.PersonCreateManyInput
  emails: Prisma.PersonEmailCreateManyInput[]
  phones: Prisma.PersonPhoneCreateManyInput[]
}

export type DemoContacts = {
  /** The first of each is the primary one. */
  emails?: string[]
  phones?: { phone: string; type: string }[]
}

export type DemoAddress = Omit<Prisma.CompanyAddressCreateManyInput, 'id' | 'companyId' | 'isPrimary'>

type PersonInput = DemoContacts & {
  id: string
  teamId: string
  companyId?: string | undefined
  firstName: string
  lastName: string
  stage: string
  createdAt: Date
}

type CompanyInput = DemoContacts &
  Omit<Prisma.CompanyCreateManyInput, 'sortName' | 'searchText' | 'createdAt'> & {
    id: string
    createdAt: Date
    addresses?: DemoAddress[]
  }

/** Completes a person: the columns for sorting and searching, and a row for each address and number. */
export function completePerson(input: PersonInput, newUuid: () => string): DemoPerson {
  const { emails, phones, ...row } = input
  const contacts = markFirst({ emails, phones })
  return {
    row: { ...row, updatedAt: row.createdAt, ...toPersonSearch({ ...row, ...contacts }) },
    ...toContactRows(contacts, row.createdAt, newUuid, { personId: row.id }),
  }
}

/** Completes a company in the same way. */
export function completeCompany(input: CompanyInput, newUuid: () => string): DemoCompany {
  const { emails, phones, addresses = [], ...row } = input
  const contacts = markFirst({ emails, phones })
  return {
    row: { ...row, updatedAt: row.createdAt, ...toCompanySearch({ ...row, ...contacts }) },
    ...toContactRows(contacts, row.createdAt, newUuid, { companyId: row.id }),
    addresses: toAddressColumns(
      addresses.map((address, index) => ({ ...address, isPrimary: index === 0 })),
    ).map((address) => ({ ...address, id: newUuid(), companyId: row.id })),
  }
}

function markFirst({
  emails = [],
  phones = [],
}: {
  emails?: string[] | undefined
  phones?: DemoContacts['phones'] | undefined
}) {
  return {
    emails: emails.map((email, index) => ({ email, isPrimary: index === 0 })),
    phones: phones.map((phone, index) => ({ ...phone, isPrimary: index === 0 })),
  }
}

/** By the columns that the portal itself writes. */
function toContactRows<Owner extends object>(
  { emails, phones }: ReturnType<typeof markFirst>,
  at: Date,
  newUuid: () => string,
  owner: Owner,
) {
  const complete = <Row extends object>(row: Row) => ({
    ...row,
    ...owner,
    id: newUuid(),
    createdAt: at,
    updatedAt: at,
  })
  return { emails: toEmailColumns(emails).map(complete), phones: toPhoneColumns(phones).map(complete) }
}
