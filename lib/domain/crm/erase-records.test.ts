import { expect, test } from 'vitest'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { createActivity, listRecordActivities } from '@/lib/domain/crm/activities'
import { createCompany, createPerson } from '@/lib/domain/crm/change-records'
import { eraseCompany, erasePerson } from '@/lib/domain/crm/erase-records'
import { companyFields, personFields } from '@/lib/domain/crm/record-fields.schema'
import { getPerson } from '@/lib/domain/crm/records'
import { openLaunch } from '@/lib/domain/launches/launches'
import { withDatabase } from '@/test/database'
import { approvedWidget, createPartner, createTeam, switchOn } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const elena = personFields.parse({
  firstName: 'Elena',
  lastName: 'Quastenberg',
  emails: [{ email: 'quastenberg@example.com' }],
  phones: [{ phone: '+1 206 555 0142' }],
})

/** The tables that hold a text anywhere in a row. */
async function tablesWith(text: string): Promise<string[]> {
  return withDatabase(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    )
    const found: string[] = []
    for (const { name } of rows) {
      const { rowCount } = await client.query(`SELECT 1 FROM "${name}" t WHERE t::text ILIKE $1 LIMIT 1`, [
        `%${text}%`,
      ])
      if (rowCount) found.push(name)
    }
    return found
  })
}

test('an erased person is in no table: record, addresses, activities, launches', async () => {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { id } = await createPerson(team.agent, elena)
  const other = await createPerson(team.agent, personFields.parse({ firstName: 'Ana' }))
  const { widgetId } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  await openLaunch(team.agent, { widgetId, placement: 'person', record: id })
  await createActivity(team.agent, { recordIds: [id], subject: 'Called Quastenberg' })
  await createActivity(team.agent, { recordIds: [id, other.id], subject: 'Met both' })
  expect((await tablesWith('quastenberg')).length).toBeGreaterThan(1)

  expect(await erasePerson(team.admin, { personId: id })).toEqual({ activities: 1, launches: 1 })
  expect(await tablesWith('quastenberg')).toEqual([])
  expect(await tablesWith('5550142')).toEqual([])
  // The log keeps that a record with this id was erased, and nothing that it said.
  expect(await tablesWith(id)).toEqual(['AuditEvent'])
  expect((await listRecordActivities(team.agent, other.id)).map(({ subject }) => subject)).toEqual([
    'Met both',
  ])
  const { events } = await listAuditEvents(team.admin, { subject: id })
  expect(events[0]).toMatchObject({ action: 'record.erased', subjectName: 'A person' })
})

test('only an admin erases, and only the team’s own', async () => {
  const [own, other] = [await createTeam(), await createTeam()]
  const { id } = await createPerson(own.agent, elena)
  expect(await codeOf(erasePerson(own.agent, { personId: id }))).toBe('forbidden')
  expect(await codeOf(erasePerson(other.admin, { personId: id }))).toBe('not_found')
  expect(await codeOf(eraseCompany(own.admin, { companyId: id }))).toBe('not_found')
  expect(await getPerson(own.agent, id)).toMatchObject({ id })
})

test('the people of an erased company stay, without a company', async () => {
  const { admin } = await createTeam()
  const company = await createCompany(admin, companyFields.parse({ name: 'Alder' }))
  const { id } = await createPerson(admin, { ...elena, companyId: company.id })
  await eraseCompany(admin, { companyId: company.id })
  expect((await getPerson(admin, id)).company).toBeNull()
})
