import { toSearchText } from '@/lib/domain/text/search-text'

type Marked = { isPrimary: boolean }

/** A list without repeats, of which exactly one is the primary one: the first that is marked, else the first. */
function withOnePrimary<Row extends Marked>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  const seen = new Map<string, Row>()
  for (const row of rows) {
    const known = seen.get(keyOf(row))
    if (!known) seen.set(keyOf(row), row)
    else if (row.isPrimary && !known.isPrimary) seen.set(keyOf(row), { ...known, isPrimary: true })
  }
  const unique = [...seen.values()]
  const primary = unique.find(({ isPrimary }) => isPrimary) ?? unique[0]
  return unique.map((row) => ({ ...row, isPrimary: row === primary }))
}

/** Emails as they are stored: `value` is what searches and platforms compare. */
export function toEmailColumns(emails: readonly { email: string; isPrimary: boolean }[]) {
  return withOnePrimary(emails, emailKey).map((row) => ({ ...row, value: row.email.toLowerCase() }))
}

/** Phone numbers as they are stored: `normalized` has the digits only. */
export function toPhoneColumns(phones: readonly { phone: string; type: string; isPrimary: boolean }[]) {
  return withOnePrimary(phones, phoneKey).map((row) => ({ ...row, normalized: digitsOf(row.phone) }))
}

export function toAddressColumns<Address extends Marked>(addresses: readonly Address[]) {
  return withOnePrimary(addresses, addressKey)
}

export const emailKey = ({ email }: { email: string }) => email.toLowerCase()
export const phoneKey = ({ phone, type }: { phone: string; type: string }) => `${digitsOf(phone)} ${type}`

export function addressKey<Address extends Marked>({ isPrimary: _, ...address }: Address): string {
  return JSON.stringify(Object.entries(address).sort())
}

type Contacts = { emails: readonly { email: string }[]; phones: readonly { phone: string }[] }

/** An entry of an index has at most 2,704 bytes, with the stage beside the name. Decomposed, a name of 400 letters may have four times that. */
const sortNameBytesMax = 1_600

function toSortName(...parts: string[]): string {
  const bytes = Buffer.from(toSearchText(...parts))
  // A letter that the cut goes through is left out.
  return new TextDecoder().decode(bytes.subarray(0, sortNameBytesMax), { stream: true })
}

/** The columns by which a person is sorted and found. */
export function toPersonSearch({
  firstName,
  lastName,
  ...contacts
}: { firstName: string; lastName: string } & Contacts) {
  return {
    sortName: toSortName(lastName, firstName),
    searchText: toSearchText(firstName, lastName, ...searchable(contacts)),
  }
}

/** The same of a company. */
export function toCompanySearch({
  name,
  website,
  ...contacts
}: { name: string; website?: string | null | undefined } & Contacts) {
  return { sortName: toSortName(name), searchText: toSearchText(name, ...searchable(contacts), website) }
}

/** A number is found as it was written and by its digits. */
function searchable({ emails, phones }: Contacts): string[] {
  return [...emails.map(({ email }) => email), ...phones.flatMap(({ phone }) => [phone, digitsOf(phone)])]
}

function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '')
}
