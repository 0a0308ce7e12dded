import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import {
  cutPage,
  decodeCursor,
  encodeCursor,
  pageSize,
  readWindow,
  sortColumns,
} from '@/lib/domain/crm/record-pages'
import type { ListPeopleInput, ListRecordsInput } from '@/lib/domain/crm/records.schema'
import { changesSettledAt } from '@/lib/domain/crm/settled-changes'
import { escapeLike, searchWords, substringLengthMin, toSearchText } from '@/lib/domain/text/search-text'
import { notFound } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { db } from '@/lib/server/db'

const choicesMax = 8

const storedSelect = { revision: true, createdAt: true, updatedAt: true, sourceUpdatedAt: true } as const
const primaryFirst = { orderBy: { isPrimary: 'desc' } } as const
const primaryOnly = { where: { isPrimary: true }, take: 1 } as const

const personRow = {
  id: true,
  firstName: true,
  lastName: true,
  stage: true,
  sortName: true,
  company: { select: { id: true, name: true } },
  emails: { ...primaryOnly, select: { email: true } },
  phones: { ...primaryOnly, select: { phone: true } },
} as const

const companyRow = {
  id: true,
  name: true,
  industry: true,
  stage: true,
  website: true,
  companySize: true,
  sortName: true,
  phones: { ...primaryOnly, select: { phone: true } },
} as const

function toPersonRow<Row extends { emails: { email: string }[]; phones: { phone: string }[] }>(person: Row) {
  const { emails, phones, ...row } = person
  return { ...row, email: emails[0]?.email, phone: phones[0]?.phone }
}

function toCompanyRow<Row extends { phones: { phone: string }[] }>({ phones, ...row }: Row) {
  return { ...row, phone: phones[0]?.phone }
}

/** People of the team, by name or by time, with search over name, email and phone. */
export async function listPeople(actor: Actor, input: ListPeopleInput) {
  const team = requireTeam(actor, 'record.read')
  const window = readWindow(input)
  const rows = await db().person.findMany({
    where: { ...whereReadable(team), ...wherePeople(input), AND: [whereSearch(input.query), window.where] },
    orderBy: window.orderBy,
    take: pageSize + 1,
    select: { ...personRow, ...sortColumns },
  })
  const page = cutPage(rows, window, input)
  return { ...page, people: page.rows.map(toPersonRow) }
}

/** Companies of the team, by name or by time, with search over name, website, email and phone. */
export async function listCompanies(actor: Actor, input: ListRecordsInput) {
  const team = requireTeam(actor, 'record.read')
  const window = readWindow(input)
  const rows = await db().company.findMany({
    where: { ...whereReadable(team), ...whereStage(input), AND: [whereSearch(input.query), window.where] },
    orderBy: window.orderBy,
    take: pageSize + 1,
    select: { ...companyRow, ...sortColumns },
  })
  const page = cutPage(rows, window, input)
  return { ...page, companies: page.rows.map(toCompanyRow) }
}

/** People that changed at or after a moment, in the order of their changes, by cursor; the newest some seconds later. */
export async function listChangedPeople(actor: Actor, input: ChangedInput) {
  const team = requireTeam(actor, 'record.read')
  const rows = await db().person.findMany({
    where: { ...whereReadable(team), ...whereChanged(input), AND: [await whereSettled()] },
    orderBy: [{ updatedAt: 'asc' }, { id: 'asc' }],
    take: pageSize + 1,
    select: { ...personRow, updatedAt: true },
  })
  return { people: rows.slice(0, pageSize).map(toPersonRow), after: cursorOfChange(rows) }
}

/** The same of companies. */
export async function listChangedCompanies(actor: Actor, input: ChangedInput) {
  const team = requireTeam(actor, 'record.read')
  const rows = await db().company.findMany({
    where: { ...whereReadable(team), ...whereChanged(input), AND: [await whereSettled()] },
    orderBy: [{ updatedAt: 'asc' }, { id: 'asc' }],
    take: pageSize + 1,
    select: { ...companyRow, updatedAt: true },
  })
  return { companies: rows.slice(0, pageSize).map(toCompanyRow), after: cursorOfChange(rows) }
}

/** How many people the search and the filters find; without any, all of the team's. */
export async function countPeople(actor: Actor, input: ListPeopleInput): Promise<number> {
  const team = requireTeam(actor, 'record.read')
  return db().person.count({
    where: { ...whereReadable(team), ...wherePeople(input), AND: [whereSearch(input.query)] },
  })
}

/** The same of companies. */
export async function countCompanies(actor: Actor, input: ListRecordsInput): Promise<number> {
  const team = requireTeam(actor, 'record.read')
  return db().company.count({
    where: { ...whereReadable(team), ...whereStage(input), AND: [whereSearch(input.query)] },
  })
}

/** The first companies by name that a search finds, to choose one of. */
export async function findCompanies(actor: Actor, { query }: { query: string }) {
  const team = requireTeam(actor, 'record.read')
  return db().company.findMany({
    where: { ...whereReadable(team), AND: [whereSearch(query)] },
    orderBy: [{ sortName: 'asc' }, { id: 'asc' }],
    take: choicesMax,
    select: { id: true, name: true, industry: true, website: true },
  })
}

/** The name of one of the team's companies, or undefined. */
export async function findCompanyName(actor: Actor, companyId: string): Promise<string | undefined> {
  const team = requireTeam(actor, 'record.read')
  if (!isUuid(companyId)) return undefined
  const company = await db().company.findFirst({
    where: { AND: [{ id: companyId }, whereReadable(team)] },
    select: { name: true },
  })
  return company?.name
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
          ...storedSelect,
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
          ...storedSelect,
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

/** A record of the team by its id here or by its CRM's own. */
export async function findRecord(
  teamId: string,
  kind: 'person' | 'company',
  id: string,
): Promise<{ id: string; externalId: string | null } | null> {
  const where = { teamId, OR: [{ externalId: id }, ...(isUuid(id) ? [{ id }] : [])] }
  const select = { id: true, externalId: true }
  return kind === 'person'
    ? db().person.findFirst({ where, select })
    : db().company.findFirst({ where, select })
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

function whereStage({ stage }: { stage?: string | undefined }) {
  return stage === undefined ? {} : { stage }
}

function wherePeople({ stage, company }: { stage?: string | undefined; company?: string | undefined }) {
  return { ...whereStage({ stage }), ...(company === undefined ? {} : { companyId: company }) }
}

export type ChangedInput = { since: Date; after?: string | undefined }

/** A cursor is the time and id of the last change that was read. */
function whereChanged({ since, after }: ChangedInput) {
  const edge = decodeCursor(after, 'updatedAt')
  if (!edge) return { updatedAt: { gte: since } }
  return {
    OR: [{ updatedAt: { gt: edge.value } }, { updatedAt: edge.value, id: { gt: edge.id } }],
    updatedAt: { gte: edge.value },
  }
}

/** Who reads on after the last of them misses none. */
async function whereSettled() {
  const settledAt = await changesSettledAt()
  return settledAt ? { updatedAt: { lt: settledAt } } : {}
}

function cursorOfChange(rows: { id: string; updatedAt: Date }[]): string | undefined {
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined
  return last && encodeCursor(last.updatedAt, last.id)
}
