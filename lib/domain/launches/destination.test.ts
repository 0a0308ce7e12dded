import { expect, test } from 'vitest'
import { findDestination } from '@/lib/domain/launches/destination'
import { openLaunch, refreshLaunch } from '@/lib/domain/launches/launches'
import { verifySureSend } from '@/lib/protocols/sure-send'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createCompany,
  createPartner,
  createPerson,
  createTeam,
  switchOn,
} from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00.000Z')

async function opened() {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId, secret } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  const personId = await createPerson(team.teamId)
  const input = { widgetId, placement: 'person', record: personId } as const
  const { launchId } = await openLaunch(team.agent, input, now)
  return { ...team, owner, widgetId, secret, personId, input, launchId }
}

test('a widget goes to records of the team, by the id that a launch gives or by the CRM’s own', async () => {
  const { agent, teamId, launchId } = await opened()
  const other = await createPerson(teamId)
  await db().person.update({ where: { id: other }, data: { externalId: 'crm-9' } })
  const companyId = await createCompany(teamId)
  const go = (target: { person: string } | { company: string }) =>
    findDestination(agent, { launchId, target })
  const found = { kind: 'person', id: other, externalId: 'crm-9', isStored: true }
  expect(await go({ person: other })).toEqual(found)
  expect(await go({ person: 'crm-9' })).toEqual(found)
  expect(await go({ company: companyId })).toEqual({
    kind: 'company',
    id: companyId,
    externalId: null,
    isStored: true,
  })
  expect(await codeOf(go({ company: other }))).toBe('not_found')
})

test('another team’s record is as unknown as none, and so is another member’s launch', async () => {
  const { agent, admin, owner, launchId, personId } = await opened()
  const stranger = await createTeam()
  const theirs = await createPerson(stranger.teamId)
  await db().person.update({ where: { id: theirs }, data: { externalId: 'crm-77' } })
  for (const person of [theirs, 'crm-77', 'nobody', '%', "'"])
    expect(await codeOf(findDestination(agent, { launchId, target: { person } }))).toBe('not_found')
  const target = { person: personId }
  for (const actor of [admin, stranger.agent])
    expect(await codeOf(findDestination(actor, { launchId, target }))).toBe('not_found')
  expect(await codeOf(findDestination(owner, { launchId, target }))).toBe('forbidden')
})

test('a refreshed launch is signed anew of the record as it is now, in a row of its own, and not without end', async () => {
  const { agent, input, secret, personId, launchId } = await opened()
  await db().person.update({ where: { id: personId }, data: { firstName: 'Renamed' } })
  const later = new Date(now.getTime() + 60_000)
  const refreshed = await refreshLaunch(agent, input, later)
  expect(refreshed.launchId).not.toBe(launchId)
  const { data } = await verifySureSend({ url: refreshed.request.url, secrets: [secret], now: later })
  expect(data).toMatchObject({
    person: { id: personId, firstName: 'Renamed' },
    timestamp: '2026-03-01T12:01:00Z',
  })
  expect(await db().launch.count({ where: { teamId: agent.teamId } })).toBe(2)
  const rest = await Promise.all(Array.from({ length: 60 }, () => codeOf(refreshLaunch(agent, input, later))))
  expect(rest.filter((code) => code === 'rate_limited')).toHaveLength(1)
})
