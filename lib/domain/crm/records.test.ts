import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { beforeAll, describe, expect, test } from 'vitest'
import type { TeamActor } from '@/lib/auth/permissions'
import {
  countCompanies,
  countPeople,
  getCompany,
  getPerson,
  listCompanies,
  listCompanyPeople,
  listPeople,
} from '@/lib/domain/crm/records'
import { listRecordsInput } from '@/lib/domain/crm/records.schema'
import { toSearchText } from '@/lib/domain/text/search-text'
import { env } from '@/lib/server/env'
import { PrismaClient } from '@/lib/server/prisma/client'
import { withDatabase } from '@/test/database'
import { createCompany, createPartner, createPerson, createReviewer, createTeam } from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

type Query = { query: string; params: string }
const queries: Query[] = []

// The application's client, with its queries written down for EXPLAIN.
const client = new PrismaClient({
  adapter: new PrismaPg({ connectionString: env().DATABASE_URL, max: 12 }),
  log: [{ emit: 'event', level: 'query' }],
})
client.$on('query', ({ query, params }) => queries.push({ query, params }))
Object.assign(globalThis, { framegateDb: client })

async function find(actor: TeamActor, query: string): Promise<string[]> {
  const { people } = await listPeople(actor, { query })
  return people.map(({ firstName, lastName }) => `${firstName} ${lastName}`)
}

describe('the search', () => {
  test('finds people by name, email and phone, in any order and without accents or case', async () => {
    const { teamId, agent } = await createTeam()
    await createPerson(teamId, {
      firstName: 'Zoë',
      lastName: 'Müller-Łukasz',
      email: 'Zoe@Builders.example',
      phone: '+49 (30) 123-456',
    })
    await createPerson(teamId, {
      firstName: '太郎',
      lastName: '山田',
      email: 't@example.org',
      phone: '+81 3',
    })
    for (const query of [
      'zoe',
      'MULLER',
      'muller zoe',
      'builders.example',
      '4930123456',
      '(30) 123-456',
      'Zoë',
    ]) {
      expect(await find(agent, query), query).toEqual(['Zoë Müller-Łukasz'])
    }
    expect(await find(agent, '山田')).toEqual(['太郎 山田'])
    expect(await find(agent, 'zoe nobody')).toEqual([])
  })

  test('counts what it finds, of the own team only', async () => {
    const [{ teamId, agent }, other] = [await createTeam(), await createTeam()]
    const someone = { firstName: 'Nora', lastName: 'Countable', email: 'n@example.org', phone: '+1 1' }
    for (const team of [teamId, teamId, other.teamId]) await createPerson(team, someone)
    await createPerson(teamId, { ...someone, lastName: 'Elsewhere' })
    expect(await countPeople(agent, { query: 'countable' })).toBe(2)
    expect(await countPeople(agent, {})).toBe(3)
    await createCompany(teamId, { name: 'Countable Homes' })
    expect(await countCompanies(agent, { query: 'countable' })).toBe(1)
    expect(await countCompanies(other.agent, {})).toBe(0)
  })

  test('under three characters looks at the start of the last name alone', async () => {
    const { teamId, agent } = await createTeam()
    await createPerson(teamId, { firstName: 'Bo', lastName: 'Abel', email: 'x@example.com' })
    await createPerson(teamId, { firstName: 'Abba', lastName: 'Cabe', email: 'y@example.com' })
    expect(await find(agent, 'ab')).toEqual(['Bo Abel'])
    expect(await find(agent, 'abe')).toEqual(['Bo Abel', 'Abba Cabe'])
  })

  test('takes % and _ and \\ for what they are', async () => {
    const { teamId, agent } = await createTeam()
    await createPerson(teamId, { firstName: 'Hundred', lastName: '100% sure_thing \\o/' })
    await createPerson(teamId, { firstName: 'Plain', lastName: '100 surething' })
    for (const query of ['100%', 'sure_', '%', '_', '%%%', '___', 'e_t', '\\o/']) {
      const found = await find(agent, query)
      expect(found, query).not.toContain('Plain 100 surething')
    }
    expect(await find(agent, '100%')).toEqual(['Hundred 100% sure_thing \\o/'])
    expect(await find(agent, '\\o/')).toEqual(['Hundred 100% sure_thing \\o/'])
  })

  test('finds companies by name and website', async () => {
    const { teamId, agent } = await createTeam()
    await createCompany(teamId, { name: 'Café Société', website: 'https://societe.example' })
    await createCompany(teamId, { name: 'Other' })
    for (const query of ['cafe soc', 'societe.example']) {
      expect((await listCompanies(agent, { query })).companies.map(({ name }) => name)).toEqual([
        'Café Société',
      ])
    }
  })

  test.each(["' OR 1=1 --", '\0\0\0', '\ud800', '🦊'.repeat(50), ' '])('answers %j', async (query) => {
    const { agent } = await createTeam()
    await expect(listPeople(agent, listRecordsInput.parse({ query }))).resolves.toMatchObject({ people: [] })
  })
})

describe('a team', () => {
  test('sees its own people and companies alone; another’s is the same 404 as a random id', async () => {
    const [mine, other] = [await createTeam(), await createTeam()]
    const [person, company] = [await createPerson(other.teamId), await createCompany(other.teamId)]
    await createPerson(other.teamId, { companyId: company })
    expect((await listPeople(mine.agent, {})).people).toEqual([])
    expect((await listCompanies(mine.agent, { query: 'acme' })).companies).toEqual([])
    expect(await listCompanyPeople(mine.agent, company)).toEqual([])
    expect(await listCompanyPeople(other.agent, company)).toHaveLength(1)
    for (const [get, id] of [
      [getPerson, person],
      [getCompany, company],
    ] as const) {
      await expect(get(other.agent, id)).resolves.toMatchObject({ id })
      const theirs = await refusalOf(get(mine.agent, id))
      expect(theirs).toMatchObject({ code: 'not_found' })
      expect(String(theirs)).toBe(String(await refusalOf(get(mine.agent, randomUUID()))))
      expect(String(theirs)).toBe(String(await refusalOf(get(mine.agent, 'x'))))
    }
  })

  test('gets no row of another team with that team’s cursor', async () => {
    const [mine, other] = [await createTeam(), await createTeam()]
    for (let count = 0; count < 51; count += 1)
      await createPerson(other.teamId, { lastName: `Name ${count}` })
    const { after } = await listPeople(other.agent, {})
    expect(after).toBeDefined()
    expect((await listPeople(mine.agent, { after })).people).toEqual([])
    expect((await listPeople(mine.agent, { before: after })).people).toEqual([])
  })

  test('is the only one who reads: partners and reviewers are refused', async () => {
    for (const actor of [(await createPartner()).owner, await createReviewer()]) {
      expect(await codeOf(listPeople(actor, {}))).toBe('forbidden')
      expect(await codeOf(getPerson(actor, randomUUID()))).toBe('forbidden')
      expect(await codeOf(getCompany(actor, randomUUID()))).toBe('forbidden')
    }
  })
})

describe('the pages', () => {
  test('visit each person once, forward and back, also when names are equal', async () => {
    const { teamId, agent } = await createTeam()
    const people = [
      ...Array.from({ length: 70 }, () => ({ firstName: 'Same', lastName: 'Name' })),
      ...Array.from({ length: 40 }, (_, index) => ({ firstName: 'Ä', lastName: `Öther ${index}` })),
      ...Array.from({ length: 25 }, () => ({ firstName: '', lastName: '' })),
    ]
    await Promise.all(people.map((person) => createPerson(teamId, person)))
    const pages: string[][] = []
    let after: string | undefined
    do {
      const page = await listPeople(agent, { after })
      pages.push(page.people.map(({ id }) => id))
      after = page.after
    } while (after)
    expect(pages.map((page) => page.length)).toEqual([50, 50, 35])
    expect(new Set(pages.flat()).size).toBe(135)

    const lastPage = await listPeople(agent, {
      after: (await listPeople(agent, { after: (await listPeople(agent, {})).after })).after,
    })
    const back: string[][] = []
    let before = lastPage.before
    while (before) {
      const page = await listPeople(agent, { before })
      back.unshift(page.people.map(({ id }) => id))
      before = page.before
    }
    expect(back).toEqual(pages.slice(0, 2))
  })

  test.each([
    'x',
    '',
    'W10',
    'bnVsbA',
    Buffer.from('["a","not-a-uuid"]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ])('begin at the start with the cursor %j', async (after) => {
    const { teamId, agent } = await createTeam()
    await createPerson(teamId)
    expect((await listPeople(agent, { after })).people).toHaveLength(1)
  })
})

test('search text is compared without case, accents, controls and doubled spaces', () => {
  expect(toSearchText('  Crème\tBRÛLÉE ', null, undefined, '', 'ﬁne\0x')).toBe('creme brulee fine x')
})

describe('with 20,000 people', () => {
  let agent: TeamActor

  beforeAll(async () => {
    const [team, other] = [await createTeam(), await createTeam()]
    agent = team.agent
    await withDatabase(async (session) => {
      const insert = `INSERT INTO "Person" (id, "teamId", "firstName", "lastName", stage, "sortName", "searchText", "updatedAt")
        SELECT gen_random_uuid(), $1, 'First' || n, 'Last' || md5(n::text), 'Lead', 'last' || md5(n::text) || ' first' || n,
          'first' || n || ' last' || md5(n::text) || ' p' || n || '@example.com +1555' || n, now()
        FROM generate_series(1, $2::int) n`
      await session.query(insert, [team.teamId, 15_000])
      await session.query(insert, [other.teamId, 5_000])
      await session.query('VACUUM ANALYZE "Person"')
    })
  })

  /** The plans of the queries that `work` makes on the table Person itself. */
  async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
    queries.length = 0
    await work()
    const own = queries.filter(({ query }) => /FROM "public"\."Person"/.test(query))
    return withDatabase(async (session) => {
      const plans: string[] = []
      for (const { query, params } of own) {
        const { rows } = await session.query(`EXPLAIN ${query}`, JSON.parse(params))
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
      }
      return plans
    })
  }

  const middle = Buffer.from(JSON.stringify(['last8', randomUUID()])).toString('base64url')

  test.each([
    ['the first page', {}],
    ['a page in the middle', { after: middle }],
    ['a page backward', { before: middle }],
    ['a search by prefix', { query: 'la' }],
    ['a search by name', { query: 'first1234' }],
    ['a search by phone', { query: '155514999' }],
    ['a search of two words', { query: 'first77 example' }],
  ])('%s reads by an index', async (_, input) => {
    const plans = await plansOf(() => listPeople(agent, input))
    expect(plans).toHaveLength(1)
    expect(plans[0]).not.toContain('Seq Scan on "Person"')
    expect(plans[0]).toMatch(/Index (Only )?Scan/)
  })
})
