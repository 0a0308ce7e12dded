import { describe, expect, test } from 'vitest'
import { listAuditEvents } from '@/lib/domain/audit/events'
import {
  createCompany,
  createPerson,
  putCompany,
  putPerson,
  updateCompany,
  updatePerson,
} from '@/lib/domain/crm/change-records'
import {
  companyFields,
  personChanges,
  personFields,
  putPersonBody,
} from '@/lib/domain/crm/record-fields.schema'
import { getCompany, getPerson, listPeople } from '@/lib/domain/crm/records'
import { db } from '@/lib/server/db'
import { createTeam } from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

const elena = personFields.parse({
  firstName: 'Elena',
  lastName: 'Marsh',
  stage: 'Active client',
  externalId: 'crm-7',
  emails: [{ email: 'Elena.Marsh@example.com' }, { email: 'elena@work.example' }],
  phones: [{ phone: '+1 (206) 555-0142', type: 'mobile' }],
})
const put = (externalId: string, fields: object) => ({ externalId, fields: putPersonBody.parse(fields) })

describe('a record that is written', () => {
  test('is found at once by name, email and phone, with exactly one primary of each', async () => {
    const { agent } = await createTeam()
    const { id } = await createPerson(agent, elena)
    for (const query of ['marsh', 'elena.marsh@example.com', '206 555 0142', 'work.example'])
      expect.soft((await listPeople(agent, { query })).people.map((person) => person.id)).toEqual([id])
    const person = await getPerson(agent, id)
    expect(person.emails.map(({ email, value, isPrimary }) => [email, value, isPrimary])).toEqual([
      ['Elena.Marsh@example.com', 'elena.marsh@example.com', true],
      ['elena@work.example', 'elena@work.example', false],
    ])
  })

  test('keeps what a change leaves out, and the id and age of each address that stays', async () => {
    const { agent } = await createTeam()
    const { id } = await createPerson(agent, elena, new Date('2026-03-01T09:00:00Z'))
    const [before] = (await getPerson(agent, id)).emails
    const changes = personChanges.parse({
      stage: 'Past client',
      emails: [{ email: 'elena.marsh@example.com' }, { email: 'new@example.com', isPrimary: true }],
    })
    expect(await updatePerson(agent, { personId: id, changes })).toEqual({
      id,
      revision: 2,
      outcome: 'updated',
    })
    const person = await getPerson(agent, id)
    expect(person).toMatchObject({ firstName: 'Elena', stage: 'Past client', externalId: 'crm-7' })
    expect(person.emails.map(({ email, isPrimary }) => [email, isPrimary])).toEqual([
      ['new@example.com', true],
      ['elena.marsh@example.com', false],
    ])
    expect(person.emails[1]).toMatchObject({ id: before?.id, createdAt: before?.createdAt })
    expect((await listPeople(agent, { query: 'work.example' })).people).toEqual([])
  })

  test('does not change when it says all of it already', async () => {
    const { admin, agent } = await createTeam()
    const { id } = await createPerson(agent, elena)
    const same = personChanges.parse({ ...elena, emails: [...elena.emails].reverse() })
    // Of a list without a mark the first is the primary one: another order is another record.
    expect((await updatePerson(agent, { personId: id, changes: same })).outcome).toBe('updated')
    expect((await updatePerson(agent, { personId: id, changes: same })).outcome).toBe('unchanged')
    const { events } = await listAuditEvents(admin, { subject: id })
    expect(events.map(({ action }) => action)).toEqual(['record.updated', 'record.created'])
    expect(JSON.stringify(events)).not.toContain('Elena')
  })

  test('is not overwritten by somebody who read an earlier one', async () => {
    const { agent } = await createTeam()
    const { id, revision } = await createPerson(agent, elena)
    const change = (stage: string) => updatePerson(agent, { personId: id, revision, changes: { stage } })
    await change('Lead')
    expect(await refusalOf(() => change('Nurture'))).toMatchObject({
      code: 'changed_since_read',
      status: 409,
    })
    expect((await getPerson(agent, id)).stage).toBe('Lead')
  })

  test('of two changes at once that read the same record, one is refused', async () => {
    const { agent } = await createTeam()
    const { id, revision } = await createPerson(agent, elena)
    const changes = ['Lead', 'Nurture', 'Prospect'].map((stage) =>
      updatePerson(agent, { personId: id, revision, changes: { stage } }).then(
        ({ outcome }) => outcome,
        (thrown) => thrown.code,
      ),
    )
    expect((await Promise.all(changes)).sort()).toEqual([
      'changed_since_read',
      'changed_since_read',
      'updated',
    ])
  })

  test('of another team is the same as none, and takes no company of another team', async () => {
    const [own, other] = [await createTeam(), await createTeam()]
    const { id } = await createPerson(own.agent, elena)
    const company = await createCompany(other.agent, companyFields.parse({ name: 'Alder' }))
    expect(await codeOf(updatePerson(other.agent, { personId: id, changes: { stage: 'x' } }))).toBe(
      'not_found',
    )
    expect(await codeOf(updatePerson(own.agent, { personId: 'no id', changes: {} }))).toBe('not_found')
    expect(
      await refusalOf(() => updatePerson(own.agent, { personId: id, changes: { companyId: company.id } })),
    ).toMatchObject({ code: 'invalid_input', fields: { companyId: expect.any(Array) } })
    expect(await codeOf(createPerson({ ...own.agent, onlyRecordId: id }, elena))).toBe('forbidden')
  })
})

describe('the CRM’s own id', () => {
  test('creates a record, then replaces it: what is left out is empty', async () => {
    const { agent } = await createTeam()
    const first = await putPerson(agent, put('c-1', { firstName: 'Ana', title: 'Owner', stage: 'Lead' }))
    expect(first.outcome).toBe('created')
    expect(await putPerson(agent, put('c-1', { firstName: 'Ana', stage: 'Client' }))).toEqual({
      id: first.id,
      revision: 2,
      outcome: 'updated',
    })
    expect(await getPerson(agent, first.id)).toMatchObject({
      stage: 'Client',
      title: null,
      externalId: 'c-1',
    })
    expect((await putPerson(agent, put('c-1', { firstName: 'Ana', stage: 'Client' }))).outcome).toBe(
      'unchanged',
    )
  })

  test('is unique within a team, and free in another one', async () => {
    const [own, other] = [await createTeam(), await createTeam()]
    await createPerson(own.agent, elena)
    expect(await refusalOf(() => createPerson(own.agent, elena))).toMatchObject({
      code: 'conflict',
      fields: { externalId: expect.any(Array) },
    })
    expect((await createPerson(other.agent, elena)).outcome).toBe('created')
  })

  test('an older word of the CRM changes nothing', async () => {
    const { agent } = await createTeam()
    const said = (stage: string, sourceUpdatedAt?: string) =>
      putPerson(agent, put('c-1', { firstName: 'Ana', stage, sourceUpdatedAt }))
    const { id } = await said('Client', '2026-03-02T09:00:00Z')
    expect((await said('Lead', '2026-03-01T09:00:00Z')).outcome).toBe('stale')
    expect((await getPerson(agent, id)).stage).toBe('Client')
    expect((await said('Past', '2026-03-02T10:00:00+01:00')).outcome).toBe('updated')
    expect((await said('Lead')).outcome).toBe('updated')
    expect((await said('Older', '2026-03-01T09:00:00Z')).outcome).toBe('stale')
  })

  test('many first words at once make one record', async () => {
    const { agent } = await createTeam()
    const stages = ['a', 'b', 'c', 'd', 'e']
    const done = await Promise.all(
      stages.map((stage) => putPerson(agent, put('c-1', { firstName: 'Ana', stage }))),
    )
    expect(new Set(done.map(({ id }) => id)).size).toBe(1)
    expect(done.filter(({ outcome }) => outcome === 'created')).toHaveLength(1)
    expect(await db().person.count({ where: { teamId: agent.teamId } })).toBe(1)
  })
})

test('a company has every field of the seed’s, which a change keeps', async () => {
  const { agent } = await createTeam()
  const alder = companyFields.parse({
    name: 'Alder & Pike',
    stage: 'Customer',
    industry: 'Real Estate',
    website: 'https://alder.example',
    annualRevenue: 48_250_000.5,
    foundedDate: '1998-04-15',
    registrationNumber: 'REG-1',
    taxId: '91-1',
    emails: [{ email: 'hello@alder.example' }],
    phones: [{ phone: '+1-206-555-0110' }],
    addresses: [
      { street: '418 Alder Lane', city: 'Seattle', country: 'United States' },
      { type: 'billing', street: '27 Cannery Row', city: 'Tacoma', isPrimary: true },
    ],
  })
  const { id } = await createCompany(agent, alder)
  const stored = await getCompany(agent, id)
  expect(stored).toMatchObject({
    name: 'Alder & Pike',
    annualRevenue: 48_250_000.5,
    foundedDate: new Date('1998-04-15T00:00:00Z'),
    taxId: '91-1',
  })
  expect(stored.addresses.map(({ city, isPrimary }) => [city, isPrimary])).toEqual([
    ['Tacoma', true],
    ['Seattle', false],
  ])
  const { externalId: _, ...fields } = alder
  expect((await updateCompany(agent, { companyId: id, changes: fields })).outcome).toBe('unchanged')
  await updateCompany(agent, { companyId: id, changes: { stage: 'Partner' } })
  expect(await getCompany(agent, id)).toMatchObject({ stage: 'Partner', addresses: stored.addresses })
  expect((await putCompany(agent, { externalId: 'x', fields })).outcome).toBe('created')
})

test.each(['a;b@example.com', 'a,b@example.com', 'mailto:a@example.com'])(
  'an email is one address, which %s is not: a cell of a file may hold several',
  (email) => expect(personFields.safeParse({ emails: [{ email }] }).success).toBe(false),
)
