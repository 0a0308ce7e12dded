import { expect, test } from 'vitest'
import { createPerson, updatePerson } from '@/lib/domain/crm/change-records'
import { findLastChange } from '@/lib/domain/crm/last-change'
import { personFields } from '@/lib/domain/crm/record-fields.schema'
import { createTeam } from '@/test/factories'

test('the last change of a record has its member and time, for its own team only', async () => {
  const [team, other] = [await createTeam(), await createTeam()]
  const { id } = await createPerson(team.agent, personFields.parse({ lastName: 'One' }))
  const at = new Date('2027-03-01T09:00:00Z')
  await updatePerson(team.admin, { personId: id, changes: { title: 'Owner' } }, at)
  expect(await findLastChange(team.agent, id)).toEqual({ by: team.admin.name, isYou: false, at })
  expect(await findLastChange(team.admin, id)).toMatchObject({ isYou: true })
  expect(await findLastChange(other.admin, id)).toBeUndefined()
})
