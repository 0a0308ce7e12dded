import { beforeEach, expect, test } from 'vitest'
import { suggestTestQuery, testConnector } from '@/lib/domain/connectors/test-call'
import { addConnector, type ConnectedTeam } from '@/test/connectors'
import { createPerson, createTeam } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-11-24T12:00:00Z')

let team: ConnectedTeam
beforeEach(async () => {
  team = await createTeam()
})

test('a test begins with a contact whose name has letters only, where there is one', async () => {
  expect(await suggestTestQuery(team.admin)).toBe('')
  await createPerson(team.teamId, { firstName: '<script>alert(1)</script>', lastName: '& Sons; DROP TABLE' })
  expect(await suggestTestQuery(team.admin)).toBe('<script>alert(1)</script> & Sons; DROP TABLE')
  await createPerson(team.teamId, { firstName: 'Ana', lastName: 'R' })
  await createPerson(team.teamId, { firstName: 'Zoë', lastName: "O'Neil-Marsh" })
  expect(await suggestTestQuery(team.admin)).toBe("Zoë O'Neil-Marsh")
})

test('the test of a frame opens a contact of the own team, and says so where none is found', async () => {
  const { connectorId } = await addConnector(team.admin, 'social-signin', {}, now)
  await createPerson((await createTeam()).teamId, { firstName: 'Elena', lastName: 'Marsh' })
  const run = (endpoint: string, query: string) =>
    testConnector(team.admin, { connectorId, endpoint, query }, now)
  await expect(run('iframe', 'Elena Marsh')).rejects.toMatchObject({
    code: 'invalid_input',
    fields: { query: [expect.stringContaining('No contact matches “Elena Marsh”')] },
  })
  for (const endpoint of ['iframe', 'search']) expect(await codeOf(run(endpoint, ''))).toBe('invalid_input')
})
