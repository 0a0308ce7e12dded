import { expect, test } from 'vitest'
import { createCompany, createPerson } from '@/lib/domain/crm/change-records'
import { companyFields, personFields } from '@/lib/domain/crm/record-fields.schema'
import { listStages } from '@/lib/domain/crm/stages'
import { withDatabase } from '@/test/database'
import { createPartner, createTeam } from '@/test/factories'
import { codeOf } from '@/test/refusals'
import { countRowsRead } from '@/test/rows-read'

test('the stages are those that the team’s own records have, each once', async () => {
  const [mine, other] = [await createTeam(), await createTeam()]
  for (const stage of ['Lead', 'active', 'Lead', '', 'Past client', 'Éclair'])
    await createPerson(mine.agent, personFields.parse({ lastName: 'One', stage }))
  await createPerson(other.agent, personFields.parse({ lastName: 'One', stage: 'Of the others' }))
  await createCompany(mine.agent, companyFields.parse({ name: 'One', stage: 'Customer' }))
  expect(await listStages(mine.agent, 'person')).toEqual(['active', 'Éclair', 'Lead', 'Past client'])
  expect(await listStages(mine.agent, 'company')).toEqual(['Customer'])
  expect(await listStages({ ...mine.agent, onlyRecordId: null }, 'person')).toEqual([])
  expect(await codeOf(listStages((await createPartner()).owner, 'person'))).toBe('forbidden')
})

test('they cost as much with thousands of records, and a stage for each record is not listed in full', async () => {
  const { agent, teamId } = await createTeam()
  const add = (stage: string, count: number) =>
    withDatabase(async (client) => {
      await client.query(
        `INSERT INTO "Person" (id, "teamId", "firstName", "lastName", stage, "sortName", "searchText", "updatedAt")
        SELECT gen_random_uuid(), $1, '', 'Last' || n, ${stage}, 'last' || n, 'last' || n, now() FROM generate_series(1, $2::int) n`,
        [teamId, count],
      )
      await client.query('VACUUM ANALYZE "Person"')
    })
  await add(`'Stage ' || n % 7`, 5_000)
  const { result, read } = await countRowsRead('Person', () => listStages(agent, 'person'))
  expect(result).toHaveLength(7)
  expect(read).toBeLessThan(50)
  await add(`'Own ' || n`, 1_000)
  expect(await listStages(agent, 'person')).toHaveLength(100)
})
