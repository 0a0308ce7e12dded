import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { GET } from '@/app/api/v1/people/[personId]/data/route'
import { createApiKey } from '@/lib/domain/accounts/api-keys'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { createActivity } from '@/lib/domain/crm/activities'
import { createCompany, createPerson } from '@/lib/domain/crm/change-records'
import { type HeldData, readHeldCompany, readHeldPerson } from '@/lib/domain/crm/held-data'
import { companyFields, personFields } from '@/lib/domain/crm/record-fields.schema'
import { openLaunch } from '@/lib/domain/launches/launches'
import { db } from '@/lib/server/db'
import { approvedWidget, createPartner, createStep, createTeam, switchOn } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const elena = personFields.parse({ firstName: 'Elena', lastName: 'Marsh', phones: [{ phone: '555' }] })

async function listOf(data: HeldData, member: string): Promise<object[]> {
  const found: object[] = []
  for await (const rows of data[member] as AsyncIterable<object[]>) found.push(...rows)
  return found
}

test('what is held of a person has every launch and activity once, however many, and the audit log says who read it', async () => {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { id } = await createPerson(team.agent, elena)
  await createStep(team.teamId, id, { title: 'Call' })
  await createActivity(team.agent, { recordIds: [id], subject: 'Called' })
  const { widgetId } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  const { launchId } = await openLaunch(team.agent, { widgetId, placement: 'person', record: id })
  // Many of one moment, so that a batch ends between two with the same time.
  await db().$executeRaw`
    INSERT INTO "Launch" ("id", "widgetId", "versionId", "teamId", "userId", "placement", "recordId", "secretVersion", "fingerprint", "createdAt")
    SELECT 'lch_copy_' || n, "widgetId", "versionId", "teamId", "userId", "placement", "recordId", "secretVersion", "fingerprint",
      "createdAt" - make_interval(mins => n / 700)
    FROM "Launch", generate_series(1, 1400) n WHERE "id" = ${launchId}`
  const data = await readHeldPerson(async () => team.admin, { personId: id })
  expect(data.person).toMatchObject({ id, lastName: 'Marsh' })
  expect(data.steps).toMatchObject([{ title: 'Call' }])
  expect(await listOf(data, 'activities')).toMatchObject([{ subject: 'Called', by: team.agent.name }])
  const launches = (await listOf(data, 'launches')) as { id: string }[]
  expect(new Set(launches.map((launch) => launch.id)).size).toBe(1401)
  expect(launches).toHaveLength(1401)
  expect(launches[0]).toMatchObject({ widgetId, by: team.agent.name, outcome: 'opened' })
  const { events } = await listAuditEvents(team.admin, { subject: id })
  expect(events[0]).toMatchObject({ action: 'record.downloaded', subjectName: 'A person', data: [] })
})

test('only an admin reads it, only of the team’s own, and not with a launch’s token', async () => {
  const [own, other] = [await createTeam(), await createTeam()]
  const { id } = await createPerson(own.agent, elena)
  const company = await createCompany(own.agent, companyFields.parse({ name: 'Alder' }))
  const read = (actor: typeof own.admin) => codeOf(readHeldPerson(async () => actor, { personId: id }))
  expect(await read(own.agent)).toBe('forbidden')
  expect(await read(other.admin)).toBe('not_found')
  expect(await read({ ...own.admin, onlyRecordId: id })).toBe('not_found')
  expect(await codeOf(readHeldCompany(async () => own.admin, { companyId: id }))).toBe('not_found')
  expect(await codeOf(readHeldCompany(async () => own.admin, { companyId: 'x' }))).toBe('not_found')
  const data = await readHeldCompany(async () => own.admin, { companyId: company.id })
  expect(data.company).toMatchObject({ name: 'Alder' })
})

test('a member who was removed meanwhile gets no further batch', async () => {
  const team = await createTeam()
  const { id } = await createPerson(team.agent, elena)
  let actor = team.admin
  const data = await readHeldPerson(async () => actor, { personId: id })
  actor = { ...team.agent }
  expect(await codeOf(listOf(data, 'launches'))).toBe('forbidden')
})

test('the API writes it as one JSON object, and refuses an unknown person as a problem', async () => {
  const team = await createTeam()
  const { id } = await createPerson(team.agent, elena)
  const { key } = await createApiKey(team.admin, { name: 'CRM' })
  const call = (personId: string) =>
    GET(
      new Request(`http://localhost:3000/api/v1/people/${personId}/data`, {
        headers: { authorization: `Bearer ${key}` },
      }),
      { params: Promise.resolve({ personId }) },
    )
  const answer = await call(id)
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(await answer.json()).toMatchObject({
    person: { id, lastName: 'Marsh' },
    steps: [],
    activities: [],
    launches: [],
    auditEvents: [{ action: 'record.created' }, { action: 'record.downloaded' }],
  })
  expect((await call(randomUUID())).status).toBe(404)
})
