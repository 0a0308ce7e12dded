import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { TeamActor } from '@/lib/auth/permissions'
import {
  createCompany as addCompany,
  createPerson as addPerson,
  updatePerson,
} from '@/lib/domain/crm/change-records'
import { companyFields, personFields } from '@/lib/domain/crm/record-fields.schema'
import {
  countCompanies,
  countPeople,
  findCompanies,
  findCompanyName,
  listChangedPeople,
  listCompanies,
  listPeople,
} from '@/lib/domain/crm/records'
import type { ListPeopleInput } from '@/lib/domain/crm/records.schema'
import { inTransaction } from '@/lib/server/db'
import { withDatabase } from '@/test/database'
import { createCompany, createTeam } from '@/test/factories'
import { countRowsRead } from '@/test/rows-read'

describe('filters and orders', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 9, minute))
  const add = (agent: TeamActor, lastName: string, minute: number, fields: object = {}) =>
    addPerson(agent, personFields.parse({ lastName, ...fields }), at(minute))
  const names = async (agent: TeamActor, input: ListPeopleInput) =>
    (await listPeople(agent, input)).people.map(({ lastName }) => lastName)

  test('find people by stage and company, and count the same ones', async () => {
    const { agent } = await createTeam()
    const alder = await addCompany(agent, companyFields.parse({ name: 'Alder', stage: 'Customer' }))
    await add(agent, 'Abel', 1, { stage: 'Lead', companyId: alder.id })
    await add(agent, 'Baker', 2, { stage: 'Active', companyId: alder.id })
    await add(agent, 'Cole', 3, { stage: 'Lead' })
    for (const [input, found] of [
      [{ stage: 'Lead' }, ['Abel', 'Cole']],
      [{ company: alder.id }, ['Abel', 'Baker']],
      [{ company: alder.id, stage: 'Lead' }, ['Abel']],
      [{ stage: 'Lead', query: 'col' }, ['Cole']],
      [{ stage: 'lead' }, []],
      [{ company: randomUUID() }, []],
    ] as const) {
      expect(await names(agent, input), JSON.stringify(input)).toEqual(found)
      expect(await countPeople(agent, input), JSON.stringify(input)).toBe(found.length)
    }
    expect((await listCompanies(agent, { stage: 'Customer' })).companies).toHaveLength(1)
    expect(await countCompanies(agent, { stage: 'Lead' })).toBe(0)
  })

  test('sort by name, by age and by the last change', async () => {
    const { agent } = await createTeam()
    const first = await add(agent, 'Cole', 1)
    await add(agent, 'Abel', 2)
    await add(agent, 'Baker', 3)
    const changes = { title: 'Owner' }
    await updatePerson(agent, { personId: first.id, changes }, at(9))
    expect(await names(agent, {})).toEqual(['Abel', 'Baker', 'Cole'])
    expect(await names(agent, { sort: 'newest' })).toEqual(['Baker', 'Abel', 'Cole'])
    expect(await names(agent, { sort: 'changed' })).toEqual(['Cole', 'Baker', 'Abel'])
  })

  test.each(['name', 'newest', 'changed'] as const)(
    'by %s visit each person once, forward and back, also at equal times',
    async (sort) => {
      const { teamId, agent } = await createTeam()
      await withDatabase((session) => session.query(manyPeople, [teamId, 120, null]))
      const pages: string[][] = []
      let input: ListPeopleInput = { sort }
      for (;;) {
        const page = await listPeople(agent, input)
        pages.push(page.people.map(({ id }) => id))
        if (!page.after) break
        input = { sort, after: page.after }
      }
      expect(pages.map((page) => page.length)).toEqual([50, 50, 20])
      expect(new Set(pages.flat()).size).toBe(120)
      const back: string[][] = []
      for (let { before } = await listPeople(agent, input); before; ) {
        const page = await listPeople(agent, { sort, before })
        back.unshift(page.people.map(({ id }) => id))
        before = page.before
      }
      expect(back).toEqual(pages.slice(0, 2))
    },
  )

  test('a cursor of another order begins at the start', async () => {
    const { teamId, agent } = await createTeam()
    await withDatabase((session) => session.query(manyPeople, [teamId, 60, null]))
    const { after } = await listPeople(agent, { sort: 'name' })
    expect((await listPeople(agent, { sort: 'newest', after })).people).toHaveLength(50)
    const far = Buffer.from(JSON.stringify(['+200000-01-01T00:00:00Z', randomUUID()])).toString('base64url')
    expect((await listPeople(agent, { sort: 'changed', after: far })).people).toHaveLength(50)
  })

  test('the choice of companies finds the team’s own by part of a name, and names one of them', async () => {
    const [mine, other] = [await createTeam(), await createTeam()]
    const id = await createCompany(mine.teamId, { name: 'Alder Homes' })
    await createCompany(mine.teamId, { name: 'Birch' })
    await createCompany(other.teamId, { name: 'Alder Elsewhere' })
    expect((await findCompanies(mine.agent, { query: 'homes' })).map((company) => company.id)).toEqual([id])
    expect((await findCompanies(mine.agent, { query: '' })).map(({ name }) => name)).toEqual([
      'Alder Homes',
      'Birch',
    ])
    expect(await findCompanyName(mine.agent, id)).toBe('Alder Homes')
    expect(await findCompanyName(other.agent, id)).toBeUndefined()
    expect(await findCompanyName(mine.agent, 'x')).toBeUndefined()
  })
})

/** Of one team and company: every fourth is a lead. Those in the first half are the older ones, in pairs of one time. */
const manyPeople = `INSERT INTO "Person" (id, "teamId", "companyId", "firstName", "lastName", stage, "sortName", "searchText", "createdAt",
    "updatedAt")
  SELECT gen_random_uuid(), $1, $3, 'First' || n, 'Last' || md5(n::text), CASE WHEN n % 4 = 0 THEN 'Lead' ELSE 'Active' END,
    'last' || md5(n::text), 'first' || n || ' last' || md5(n::text), '2026-03-01T09:00:00Z'::timestamptz + n / 2 * interval '1 s',
    '2026-03-02T09:00:00Z'::timestamptz + n / 2 * interval '1 s'
  FROM generate_series(1, $2::int) n`

describe('a page of a filtered or sorted list', () => {
  test('reads about as many rows as it shows, whatever it does not show', async () => {
    const [team, other] = [await createTeam(), await createTeam()]
    const company = await createCompany(team.teamId)
    const [few, of] = [60, 'A rare stage']
    await withDatabase(async (session) => {
      // What the filters find is the oldest of the team.
      await session.query(manyPeople, [team.teamId, 200, company])
      await session.query(
        `UPDATE "Person" SET stage = $2 WHERE id IN (SELECT id FROM "Person" WHERE "teamId" = $1 LIMIT $3)`,
        [team.teamId, of, few],
      )
      await session.query(
        manyPeople.replaceAll("'2026-03-0", "'2026-04-0").replaceAll("'last' ||", "'a' ||"),
        [team.teamId, 6_000, null],
      )
      await session.query(manyPeople, [other.teamId, 6_000, null])
      await session.query('VACUUM ANALYZE "Person"')
    })
    const half = async (input: ListPeopleInput) => (await listPeople(team.agent, input)).after
    for (const filters of [{}, { stage: of }, { stage: 'Lead' }, { company }, { company, stage: of }]) {
      for (const sort of ['name', 'newest', 'changed'] as const) {
        const first: ListPeopleInput = { ...filters, sort }
        for (const input of [first, { ...first, after: await half(first) }]) {
          const { result, read } = await countRowsRead('Person', () => listPeople(team.agent, input))
          expect(result.people.length, JSON.stringify(input)).toBeGreaterThan(0)
          expect(read, JSON.stringify(input)).toBeGreaterThan(0)
          // Both filters together read the people of the company, or of the stage.
          expect(read, JSON.stringify(input)).toBeLessThan(
            'company' in filters && 'stage' in filters ? 600 : 300,
          )
        }
      }
    }
  })
})

test('a change is in the list of changes once none that says an earlier moment can still come', async () => {
  const { agent } = await createTeam()
  const read = async () => (await listChangedPeople(agent, { since: new Date('2026-01-01') })).people.length
  await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_current_xact_id()::text`
    await addPerson(agent, personFields.parse({ lastName: 'Abel' }))
    expect(await read()).toBe(0)
  })
  expect(await read()).toBe(1)
})
