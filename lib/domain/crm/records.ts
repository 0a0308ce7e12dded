import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import type { ListRecordsInput } from '@/lib/domain/crm/records.schema'
import { escapeLike, searchWords, substringLengthMin, toSearchText } from '@/lib/domain/text/search-text'
import { notFound } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { db } from '@/lib/server/db'

const pageSize = 50

const primaryFirst = { orderBy: { isPrimary: 'desc' } } as const
const primaryOnly = { where: { isPrimary: true }, take: 1 } as const

/** People of the team by name, with search over name, email and phone. */
export async function listPeople(actor: Actor, input: ListRecordsInput) {
  const team = requireTeam(actor, 'record.read')
  const window = readWindow(input)
  const rows = await db().person.findMany({
    where: { ...whereReadable(team), AND: [whereSearch(input.query), window.where] },
    orderBy: window.orderBy,
    take: pageSize + 1,
    select: {
      id: true,
      firstName: true,
      lastName: true,
      stage: true,
      sortName: true,
      company: { select: { id: true, name: true } },
      emails: { ...primaryOnly, select: { email: true } },
      phones: { ...primaryOnly, select: { phone: true } },
    },
  })
  const page = cutPage(rows, window.isBackward, input)
  return {
    ...page,
    people: page.rows.map(({ emails, phones, ...row }) => ({
      ...row,
      email: emails[0]?.email,
      phone: phones[0]?.phone,
    })),
  }
}

/** Companies of the team by name, with search over name, website, email and phone. */
export async function listCompanies(actor: Actor, input: ListRecordsInput) {
  const team = requireTeam(actor, 'record.read')
  const window = readWindow(input)
  const rows = await db().company.findMany({
    where: { ...whereReadable(team), AND: [whereSearch(input.query), window.where] },
    orderBy: window.orderBy,
    take: pageSize + 1,
    select: {
      id: true,
      name: true,
      industry: true,
      stage: true,
      website: true,
      companySize: true,
      sortName: true,
      phones: { ...primaryOnly, select: { phone: true } },
    },
  })
  const page = cutPage(rows, window.isBackward, input)
  return { ...page, companies: page.rows.map(({ phones, ...row }) => ({ ...row, phone: phones[0]?.phone })) }
}

/** How many people a search finds; without one, all of the team's. */
export async function countPeople(actor: Actor, { query }: { query?: string | undefined }): Promise<number> {
  const team = requireTeam(actor, 'record.read')
  return db().person.count({ where: { ...whereReadable(team), AND: [whereSearch(query)] } })
}

/** The same of companies. */
export async function countCompanies(
  actor: Actor,
  { query }: { query?: string | undefined },
): Promise<number> {
  const team = requireTeam(actor, 'record.read')
  return db().company.count({ where: { ...whereReadable(team), AND: [whereSearch(query)] } })
}

/** A person with all the seed's fields. @throws AppError not_found, also for another team's */
export async function getPerson(actor: Actor, personId: string) {
  const team = requireTeam(actor, 'record.read')
  const person = isUuid(personId)
    ? await db().person.findFirst({
        where: { AND: [{ id: personId }, whereReadable(team)] },
        select: {
          id: true,
          externalId: true,
          apiId: true,
          firstName: true,
          lastName: true,
          title: true,
          stage: true,
          createdAt: true,
          company: { select: { id: true, name: true } },
          emails: { ...primaryFirst, omit: { personId: true } },
          phones: { ...primaryFirst, omit: { personId: true } },
        },
      })
    : null
  if (!person) throw notFound('person')
  return person
}

const named = {
  id: true,
  firstName: true,
  lastName: true,
  emails: { ...primaryOnly, select: { email: true } },
}

/** The first person by name whom a search finds. */
export async function findPerson(actor: Actor, query: string) {
  const team = requireTeam(actor, 'record.read')
  if (!toSearchText(query)) return null
  return db().person.findFirst({
    where: { ...whereReadable(team), AND: [whereSearch(query)] },
    orderBy: [{ sortName: 'asc' }, { id: 'asc' }],
    select: named,
  })
}

const examplesMax = 25

/** A person to try something with: the first by name whose name has letters only, else the first of all. */
export async function findExamplePerson(actor: Actor) {
  const team = requireTeam(actor, 'record.read')
  const people = await db().person.findMany({
    where: whereReadable(team),
    orderBy: [{ sortName: 'asc' }, { id: 'asc' }],
    take: examplesMax,
    select: named,
  })
  const isPlain = (name: string) => name.length > 1 && /^\p{L}+(?:[ '’-]\p{L}+)*$/u.test(name)
  return (
    people.find(({ firstName, lastName }) => isPlain(firstName) && isPlain(lastName)) ?? people[0] ?? null
  )
}

/** A company with all the seed's fields. Its revenue is a JSON number, as the seed's. @throws AppError not_found, also for another team's */
export async function getCompany(actor: Actor, companyId: string) {
  const team = requireTeam(actor, 'record.read')
  const company = isUuid(companyId)
    ? await db().company.findFirst({
        where: { AND: [{ id: companyId }, whereReadable(team)] },
        select: {
          id: true,
          externalId: true,
          apiId: true,
          name: true,
          industry: true,
          website: true,
          description: true,
          companySize: true,
          annualRevenue: true,
          foundedDate: true,
          registrationNumber: true,
          taxId: true,
          stage: true,
          createdAt: true,
          emails: { ...primaryFirst, omit: { companyId: true } },
          phones: { ...primaryFirst, omit: { companyId: true } },
          addresses: { ...primaryFirst, omit: { companyId: true } },
        },
      })
    : null
  if (!company) throw notFound('company')
  return { ...company, annualRevenue: company.annualRevenue?.toNumber() ?? null }
}

/** The people of a company. */
export async function listCompanyPeople(actor: Actor, companyId: string) {
  const team = requireTeam(actor, 'record.read')
  if (!isUuid(companyId)) throw notFound('company')
  return db().person.findMany({
    where: { companyId, ...whereReadable(team) },
    orderBy: [{ sortName: 'asc' }, { id: 'asc' }],
    take: 100,
    select: {
      id: true,
      firstName: true,
      lastName: true,
      stage: true,
      emails: { ...primaryOnly, select: { email: true } },
    },
  })
}

export type PersonRecord = Awaited<ReturnType<typeof getPerson>>
export type CompanyRecord = Awaited<ReturnType<typeof getCompany>>

/** The team's own records; of a launch's token the one that its launch was about. */
function whereReadable({ teamId, onlyRecordId }: TeamActor) {
  if (onlyRecordId === undefined) return { teamId }
  return { teamId, id: onlyRecordId === null ? { in: [] } : onlyRecordId }
}

function whereSearch(query: string | undefined) {
  const search = query ? toSearchText(query) : ''
  if (!search) return {}
  if (search.length < substringLengthMin) return { sortName: { startsWith: escapeLike(search) } }
  return { AND: searchWords(search).map((word) => ({ searchText: { contains: escapeLike(word) } })) }
}

/** A cursor is the sort name and id of the row at the edge: an index range, whatever page it is. */
function readWindow(input: ListRecordsInput) {
  const isBackward = input.before !== undefined
  const direction = isBackward ? ('desc' as const) : ('asc' as const)
  const edge = decodeCursor(input.before ?? input.after)
  const beyond = isBackward ? ('lt' as const) : ('gt' as const)
  return {
    isBackward,
    orderBy: [{ sortName: direction }, { id: direction }],
    where: edge
      ? {
          sortName: { [isBackward ? 'lte' : 'gte']: edge.sortName },
          OR: [{ sortName: { [beyond]: edge.sortName } }, { id: { [beyond]: edge.id } }],
        }
      : {},
  }
}

function cutPage<Row extends { id: string; sortName: string }>(
  rows: Row[],
  isBackward: boolean,
  input: ListRecordsInput,
) {
  const hasMore = rows.length > pageSize
  const page = rows.slice(0, pageSize)
  if (isBackward) page.reverse()
  const [first, last] = [page[0], page.at(-1)]
  const hasBefore = isBackward ? hasMore : input.after !== undefined
  const hasAfter = isBackward ? true : hasMore
  return {
    rows: page,
    before: hasBefore && first ? encodeCursor(first) : undefined,
    after: hasAfter && last ? encodeCursor(last) : undefined,
  }
}

function encodeCursor(row: { id: string; sortName: string }): string {
  return Buffer.from(JSON.stringify([row.sortName, row.id])).toString('base64url')
}

function decodeCursor(cursor: string | undefined): { sortName: string; id: string } | undefined {
  if (!cursor) return undefined
  try {
    const [sortName, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown]
    if (typeof sortName !== 'string' || sortName.includes('\0')) return undefined
    return typeof id === 'string' && isUuid(id) ? { sortName, id } : undefined
  } catch {
    return undefined
  }
}
