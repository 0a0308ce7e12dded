import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { listAuditEvents } from '@/lib/domain/audit/events'

import { logRequest, settleRequestLog } from '@/lib/domain/connectors/request-log'
import { createActivity, listRecordActivities } from '@/lib/domain/crm/activities'
import { createCompany, createPerson } from '@/lib/domain/crm/change-records'
import { saveEmail } from '@/lib/domain/crm/emails'
import { eraseCompany, erasePerson } from '@/lib/domain/crm/erase-records'
import { companyFields, personFields } from '@/lib/domain/crm/record-fields.schema'
import { getPerson } from '@/lib/domain/crm/records'
import { completeStep, reopenStep } from '@/lib/domain/crm/steps'
import { openLaunch } from '@/lib/domain/launches/launches'
import { createWebhook } from '@/lib/domain/webhooks/endpoints'
import { webhookEventTypes } from '@/lib/domain/webhooks/webhooks.schema'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import { addConnector } from '@/test/connectors'
import { withDatabase } from '@/test/database'
import { approvedWidget, createPartner, createStep, createTeam, switchOn } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const elena = personFields.parse({
  firstName: 'Elena',
  lastName: 'Quastenberg',
  emails: [{ email: 'quastenberg@example.com' }],
  phones: [{ phone: '+1 206 555 0142' }],
})

/** The tables of all schemas, the queue's among them, that hold a text anywhere in a row. */
async function tablesWith(text: string): Promise<string[]> {
  return withDatabase(async (client) => {
    const { rows } = await client.query<{ schema: string; name: string }>(
      `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
        WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    )
    const found: string[] = []
    for (const { schema, name } of rows) {
      const { rowCount } = await client.query(
        `SELECT 1 FROM "${schema}"."${name}" t WHERE t::text ILIKE $1 LIMIT 1`,
        [`%${text}%`],
      )
      if (rowCount) found.push(name)
    }
    return found
  })
}

/** A person with a row in every table that may hold one. */
async function createKnown() {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const hook = { url: 'https://crm.example.com/hooks', events: webhookEventTypes }
  const { endpointId } = await createWebhook(team.admin, hook)
  await db().webhookEndpoint.update({
    where: { id: endpointId },
    data: { stopReason: 'paused', stoppedAt: new Date() },
  })
  const { id } = await createPerson(team.agent, elena)
  const other = await createPerson(team.agent, personFields.parse({ firstName: 'Ana' }))
  const { widgetId } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  await openLaunch(team.agent, { widgetId, placement: 'person', record: id })
  await createActivity(team.agent, { recordIds: [id], subject: 'Called Quastenberg' })
  await createActivity(team.agent, { recordIds: [id, other.id], subject: 'Met both' })
  await saveEmail(team.agent, {
    personId: id,
    subject: 'Welcome, Mrs Quastenberg',
    html: '<p>To quastenberg@example.com</p>',
  })
  const stepId = await createStep(team.teamId, id, { title: 'Call Elena Quastenberg' })
  await completeStep(team.agent, { stepId })
  await reopenStep(team.agent, { stepId })
  await db().accessToken.create({
    data: {
      tokenHash: newId('tst'),
      widgetId,
      teamId: team.teamId,
      userId: team.agent.userId,
      placement: 'person',
      recordId: id,
      scopes: ['people:read'],
      createdAt: new Date(),
      expiresAt: new Date(),
    },
  })
  const { connectorId } = await addConnector(team.admin, 'social-signin', {}, new Date())
  const asked: Record<string, string>[] = [
    { query: 'elena QUASTENBERG' },
    { query: 'Quastenberg@Example.com', user: 'u1' },
    { query: '206-555-0142' },
    { query: 'boats' },
  ]
  for (const parameters of asked) logRequest({ connectorId, at: new Date(), endpoint: 'search', parameters })
  await settleRequestLog()
  await db().recordImport.create({
    data: {
      id: newId('imp'),
      teamId: team.teamId,
      type: 'people',
      mode: 'apply',
      match: 'email',
      state: 'done',
      failed: 2,
      createdAt: new Date(),
      problems: {
        create: [
          { line: 2, problems: [], row: ['Elena', 'QUASTENBERG', '+1 206 555-0142'] },
          { line: 3, problems: [], row: ['Boris', 'Boats'] },
        ],
      },
    },
    select: { id: true },
  })
  return { team, id, other, connectorId }
}

test('an erased person is in no table: neither name, email and phone, nor the id outside of the audit log', async () => {
  const { team, id, other, connectorId } = await createKnown()
  const holding = await tablesWith('quastenberg')
  expect(holding).toEqual(
    expect.arrayContaining([
      ...['Person', 'PersonEmail', 'Activity', 'Step', 'ConnectorRequest', 'Postback'],
      'RecordImportProblem',
    ]),
  )

  expect(await erasePerson(team.admin, { personId: id })).toEqual({ activities: 2, launches: 1 })
  for (const text of ['quastenberg', '5550142', '555-0142', '555 0142'])
    expect(await tablesWith(text), text).toEqual([])
  // The log and the events keep that a record with this id was erased, and nothing that it said.
  expect((await tablesWith(id)).toSorted()).toEqual(['AuditEvent', 'Postback'])
  expect((await listRecordActivities(team.agent, other.id)).map(({ subject }) => subject)).toEqual([
    'Met both',
  ])
  expect(await db().recordImportProblem.count({ where: { import: { teamId: team.teamId } } })).toBe(1)
  const { events } = await listAuditEvents(team.admin, { subject: id })
  expect(events[0]).toMatchObject({ action: 'record.erased', subjectName: 'A person' })
  const requests = await db().connectorRequest.findMany({ where: { connectorId }, orderBy: { id: 'asc' } })
  expect(requests.map(({ parameters }) => parameters)).toEqual([
    { query: 'erased' },
    { query: 'erased', user: 'u1' },
    { query: 'erased' },
    { query: 'boats' },
  ])
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
  expect(await getPerson(admin, id)).toMatchObject({ company: null, revision: 2 })
})

test('a name with a quote is found in the rows of files, however many there are', async () => {
  const { admin, teamId } = await createTeam()
  const { id } = await createPerson(
    admin,
    personFields.parse({ firstName: 'Al "Ace"', lastName: 'O"Quaste' }),
  )
  const row = (line: number) => ({ line, problems: [], row: [line % 250 === 0 ? 'O"Quaste, Al' : 'Boris'] })
  await db().recordImport.create({
    data: {
      id: newId('imp'),
      teamId,
      type: 'people',
      mode: 'apply',
      match: 'email',
      state: 'done',
      failed: 500,
      createdAt: new Date(),
      problems: { create: Array.from({ length: 500 }, (_, index) => row(index + 1)) },
    },
    select: { id: true },
  })
  await erasePerson(admin, { personId: id })
  expect(await db().recordImportProblem.count({ where: { import: { teamId } } })).toBe(498)
})

test('a company of however many people is erased, and each of them is changed once', async () => {
  const { admin, teamId } = await createTeam()
  const { id: companyId } = await createCompany(admin, companyFields.parse({ name: 'Quaste' }))
  const one = { teamId, companyId, firstName: 'A', lastName: '', stage: '', sortName: 'a', searchText: 'a' }
  await db().person.createMany({ data: Array.from({ length: 2_100 }, () => ({ ...one, id: randomUUID() })) })
  await eraseCompany(admin, { companyId })
  expect(await db().company.count({ where: { teamId } })).toBe(0)
  expect(await db().person.count({ where: { teamId, companyId: null, revision: 2 } })).toBe(2_100)
})
