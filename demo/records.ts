import { toSearchText } from '@/lib/domain/text/search-text'
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
  const { emails = [], phones = [], ...row } = input
  return {
    row: {
      ...row,
      updatedAt: row.createdAt,
      sortName: toSearchText(row.lastName, row.firstName),
      searchText: toSearchText(row.firstName, row.lastName, ...searchable({ emails, phones })),
    },
    emails: toEmails(emails, row.createdAt, newUuid).map((email) => ({ ...email, personId: row.id })),
    phones: toPhones(phones, row.createdAt, newUuid).map((phone) => ({ ...phone, personId: row.id })),
  }
}

/** Completes a company in the same way. */
export function completeCompany(input: CompanyInput, newUuid: () => string): DemoCompany {
  const { emails = [], phones = [], addresses = [], ...row } = input
  return {
    row: {
      ...row,
      updatedAt: row.createdAt,
      sortName: toSearchText(row.name),
      searchText: toSearchText(row.name, ...searchable({ emails, phones }), row.website),
    },
    emails: toEmails(emails, row.createdAt, newUuid).map((email) => ({ ...email, companyId: row.id })),
    phones: toPhones(phones, row.createdAt, newUuid).map((phone) => ({ ...phone, companyId: row.id })),
    addresses: addresses.map((address, index) => ({
      ...address,
      id: newUuid(),
      companyId: row.id,
      isPrimary: index === 0,
    })),
  }
}

function searchable({ emails = [], phones = [] }: DemoContacts): string[] {
  return [...emails, ...phones.flatMap(({ phone }) => [phone, digitsOf(phone)])]
}

function toEmails(emails: string[], at: Date, newUuid: () => string) {
  return emails.map((email, index) => ({
    id: newUuid(),
    email,
    value: email.toLowerCase(),
    isPrimary: index === 0,
    createdAt: at,
    updatedAt: at,
  }))
}

function toPhones(phones: { phone: string; type: string }[], at: Date, newUuid: () => string) {
  return phones.map(({ phone, type }, index) => ({
    id: newUuid(),
    phone,
    type,
    isPrimary: index === 0,
    normalized: digitsOf(phone),
    createdAt: at,
    updatedAt: at,
  }))
}

function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '')
}
