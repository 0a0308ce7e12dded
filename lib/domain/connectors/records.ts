import { recentActivities } from '@/lib/domain/crm/activities'
import { escapeLike, searchWords, substringLengthMin, toSearchText } from '@/lib/domain/text/search-text'
import { isUuid } from '@/lib/ids'
import { db, pool } from '@/lib/server/db'

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
  /** Of a person; a company has only its name. */
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

/**
 * People and companies of one team by name, email or phone; at most 50. First those whose name starts so, then those that
 * hold every word anywhere. All by an index and in one statement, of which no more is read than the limit.
 */
export async function searchRecords(
  teamId: string,
  query: string,
  limit = resultsMax,
): Promise<FoundRecord[]> {
  const search = toSearchText(query)
  if (!search) return []
  // One condition for each word: the index serves LIKE, and not LIKE ALL.
  const words = search.length < substringLengthMin ? [] : searchWords(search)
  const values = [teamId, `${escapeLike(search)}%`, Math.min(limit, resultsMax)]
  const holds = words.map((_, index) => `"searchText" LIKE $${values.length + index + 1}`).join(' AND ')
  const { rows } = await pool().query<FoundRow>({
    text: `SELECT *, (SELECT "name" FROM "Company" WHERE "id" = found."companyId") AS "company"
      FROM (${selectByStart} ${holds ? selectByWords(holds) : ''} LIMIT $3) AS found
      ORDER BY "place", "sortName", "id"`,
    values: [...values, ...words.map((word) => `%${escapeLike(word)}%`)],
  })
  return rows.map(({ id, type, name, email, company }) => ({
    id,
    type,
    name: name.trim(),
    email: email ?? undefined,
    company: company ?? undefined,
  }))
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

type FoundRow = {
  id: string
  type: 'person' | 'company'
  name: string
  email: string | null
  company: string | null
}

const personColumns = `"id"::text, 'person' AS "type", "firstName" || ' ' || "lastName" AS "name", "companyId",
  (SELECT "email" FROM "PersonEmail" WHERE "personId" = "Person"."id" AND "isPrimary" LIMIT 1) AS "email", "sortName"`
const companyColumns = `"id"::text, 'company' AS "type", "name", NULL::uuid AS "companyId",
  (SELECT "email" FROM "CompanyEmail" WHERE "companyId" = "Company"."id" AND "isPrimary" LIMIT 1) AS "email", "sortName"`

// By the column itself: its text, which has the same name in the result, is in no index.
const starts = (table: string) =>
  `"teamId" = $1::uuid AND "sortName" LIKE $2 ORDER BY "sortName", "${table}"."id" LIMIT $3`
const selectByStart = `SELECT *, 0 AS "place" FROM (SELECT * FROM (
    (SELECT ${personColumns} FROM "Person" WHERE ${starts('Person')})
    UNION ALL (SELECT ${companyColumns} FROM "Company" WHERE ${starts('Company')})
  ) AS starting ORDER BY "sortName", "id" LIMIT $3) AS starts`

/** What the start did not find already. Too short a text has nothing that a trigram index could look up. */
function selectByWords(holds: string): string {
  const found = `"teamId" = $1::uuid AND ${holds} AND "sortName" NOT LIKE $2 LIMIT $3`
  return `UNION ALL (SELECT ${personColumns}, 1 FROM "Person" WHERE ${found})
    UNION ALL (SELECT ${companyColumns}, 1 FROM "Company" WHERE ${found})`
}
