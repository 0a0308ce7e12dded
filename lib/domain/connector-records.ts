import { recentActivities } from '@/lib/domain/activities'
import { escapeLike, searchWords, substringLengthMin, toSearchText } from '@/lib/domain/search-text'
import { isUuid } from '@/lib/ids'
import { db } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

const resultsMax = 50

export type FoundRecord = {
  id: string
  type: 'person' | 'company'
  name: string
  email: string | undefined
  company: string | undefined
}

export type ShownRecord = {
  id: string
  type: 'person' | 'company'
  name: string
  /** Of a person; a company has its name alone. */
  firstName: string | undefined
  lastName: string | undefined
  stage: string
  company: string | undefined
  companyId: string | undefined
  facts: { label: string; value: string }[]
  emails: string[]
  phones: string[]
  activities: Awaited<ReturnType<typeof recentActivities>>
}

type Hit = { id: string; type: 'person' | 'company' }

/**
 * People and companies of one team by name, email or phone; at most 50. First those whose name starts so, then those that
 * hold every word anywhere. Both reads go by an index and stop at the limit.
 */
export async function searchRecords(
  teamId: string,
  query: string,
  limit = resultsMax,
): Promise<FoundRecord[]> {
  const search = toSearchText(query)
  if (!search) return []
  const hits = await findByStart(teamId, search, limit)
  if (hits.length < limit && search.length >= substringLengthMin) {
    const known = new Set(hits.map(({ id }) => id))
    const further = await findByWords(teamId, searchWords(search), limit)
    hits.push(...further.filter(({ id }) => !known.has(id)))
  }
  return describeHits(hits.slice(0, Math.min(limit, resultsMax)))
}

/** A person or company of the team with details and recent activity, or null. Ids may be our own or the record's external one. */
export async function showRecord(teamId: string, id: string): Promise<ShownRecord | null> {
  const byId = isUuid(id) ? { id } : { externalId: id }
  const contacts = { orderBy: { isPrimary: 'desc' }, take: 20 } as const
  const person = await db().person.findFirst({
    where: { teamId, ...byId },
    select: {
      id: true,
      firstName: true,
      lastName: true,
      stage: true,
      company: { select: { id: true, name: true } },
      emails: { ...contacts, select: { email: true } },
      phones: { ...contacts, select: { phone: true } },
    },
  })
  if (person) {
    return {
      id: person.id,
      type: 'person',
      name: `${person.firstName} ${person.lastName}`.trim(),
      firstName: person.firstName,
      lastName: person.lastName,
      stage: person.stage,
      company: person.company?.name,
      companyId: person.company?.id,
      facts: [],
      emails: person.emails.map(({ email }) => email),
      phones: person.phones.map(({ phone }) => phone),
      activities: await recentActivities(teamId, person.id),
    }
  }
  const company = await db().company.findFirst({
    where: { teamId, ...byId },
    select: {
      id: true,
      name: true,
      stage: true,
      industry: true,
      website: true,
      companySize: true,
      emails: { ...contacts, select: { email: true } },
      phones: { ...contacts, select: { phone: true } },
    },
  })
  if (!company) return null
  const facts = { Industry: company.industry, Size: company.companySize, Website: company.website }
  return {
    id: company.id,
    type: 'company',
    name: company.name,
    firstName: undefined,
    lastName: undefined,
    stage: company.stage,
    company: undefined,
    companyId: undefined,
    facts: Object.entries(facts).flatMap(([label, value]) => (value ? [{ label, value }] : [])),
    emails: company.emails.map(({ email }) => email),
    phones: company.phones.map(({ phone }) => phone),
    activities: await recentActivities(teamId, company.id),
  }
}

/** The record with one of these emails, people first; for contexts of a CRM whose ids are not ours. */
export async function findByEmail(teamId: string, emails: readonly string[]): Promise<string | undefined> {
  const values = emails.slice(0, 20).map((email) => email.trim().toLowerCase())
  if (values.length === 0) return undefined
  const person = await db().person.findFirst({
    where: { teamId, emails: { some: { value: { in: values } } } },
    select: { id: true },
  })
  const company =
    person ??
    (await db().company.findFirst({
      where: { teamId, emails: { some: { value: { in: values } } } },
      select: { id: true },
    }))
  return company?.id
}

/** The one company of this name, however it is spelled; none where two have it. */
export async function findCompanyByName(teamId: string, name: string): Promise<string | undefined> {
  const rows = await db().company.findMany({
    where: { teamId, sortName: toSearchText(name) },
    take: 2,
    select: { id: true },
  })
  return rows.length === 1 ? rows[0]?.id : undefined
}

async function findByStart(teamId: string, search: string, limit: number): Promise<Hit[]> {
  const pattern = `${escapeLike(search)}%`
  return db().$queryRaw<Hit[]>`
    (SELECT "id"::text, 'person' AS "type", "sortName" FROM "Person"
      WHERE "teamId" = ${teamId}::uuid AND "sortName" LIKE ${pattern} ORDER BY "sortName", "id" LIMIT ${limit})
    UNION ALL
    (SELECT "id"::text, 'company', "sortName" FROM "Company"
      WHERE "teamId" = ${teamId}::uuid AND "sortName" LIKE ${pattern} ORDER BY "sortName", "id" LIMIT ${limit})
    ORDER BY "sortName", "id" LIMIT ${limit}`
}

async function findByWords(teamId: string, words: string[], limit: number): Promise<Hit[]> {
  // Each word a condition of its own: the index serves LIKE, and not LIKE ALL.
  const holds = Prisma.join(
    words.map((word) => Prisma.sql`"searchText" LIKE ${`%${escapeLike(word)}%`}`),
    ' AND ',
  )
  return db().$queryRaw<Hit[]>`
    (SELECT "id"::text, 'person' AS "type" FROM "Person"
      WHERE "teamId" = ${teamId}::uuid AND ${holds} LIMIT ${limit})
    UNION ALL
    (SELECT "id"::text, 'company' FROM "Company"
      WHERE "teamId" = ${teamId}::uuid AND ${holds} LIMIT ${limit})
    LIMIT ${limit}`
}

async function describeHits(hits: Hit[]): Promise<FoundRecord[]> {
  if (hits.length === 0) return []
  const idsOf = (type: Hit['type']) => hits.filter((hit) => hit.type === type).map(({ id }) => id)
  const email = { where: { isPrimary: true }, take: 1, select: { email: true } } as const
  const [people, companies] = await Promise.all([
    db().person.findMany({
      where: { id: { in: idsOf('person') } },
      select: {
        id: true,
        firstName: true,
        lastName: true,
        company: { select: { name: true } },
        emails: email,
      },
    }),
    db().company.findMany({
      where: { id: { in: idsOf('company') } },
      select: { id: true, name: true, emails: email },
    }),
  ])
  const found = new Map<string, FoundRecord>()
  for (const { id, firstName, lastName, company, emails } of people)
    found.set(id, {
      id,
      type: 'person',
      name: `${firstName} ${lastName}`.trim(),
      email: emails[0]?.email,
      company: company?.name,
    })
  for (const { id, name, emails } of companies)
    found.set(id, { id, type: 'company', name, email: emails[0]?.email, company: name })
  return hits.flatMap(({ id }) => found.get(id) ?? [])
}
