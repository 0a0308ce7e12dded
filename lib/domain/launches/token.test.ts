import { describe, expect, test } from 'vitest'
import { removeMember } from '@/lib/domain/accounts/members'
import { getCompany, getPerson, listCompanies, listPeople } from '@/lib/domain/crm/records'
import { listRecordsInput } from '@/lib/domain/crm/records.schema'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { unregisterLocation } from '@/lib/domain/installations/registrations'
import { uninstallWidget } from '@/lib/domain/installations/state'
import { openLaunch } from '@/lib/domain/launches/launches'
import { readAccessToken } from '@/lib/domain/oauth/access-tokens'
import { suspendWidget } from '@/lib/domain/review/approvals'
import { setStopped } from '@/lib/domain/review/submissions'
import { verifyMarketplace } from '@/lib/protocols/marketplace'
import { db } from '@/lib/server/db'
import { createPerson, createReviewer, switchOn } from '@/test/factories'
import { registeredTeam } from '@/test/marketplace'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)

/** A launch of a marketplace widget on a person, and the token that it carries. */
async function launched() {
  const team = await registeredTeam('https://widgets.example.com')
  const { widgetId, secret, agent, admin, teamId } = team
  await team.register(agent.userId)
  await switchOn(admin, widgetId)
  const record = await createPerson(teamId)
  const { request } = await openLaunch(agent, { widgetId, placement: 'person', record }, now)
  const { data } = await verifyMarketplace({ url: request.url, secrets: [secret ?? ''], now })
  const token = String((data as Record<string, unknown>)['access-token'])
  return { ...team, record, token, isLive: async () => (await readAccessToken(token, now)) !== undefined }
}

describe('a launch’s token', () => {
  test('lives fifteen minutes, for its member and location, without anything that renews it', async () => {
    const { token, agent, widgetId, locationId } = await launched()
    expect(await readAccessToken(token, later(899))).toMatchObject({
      actor: { userId: agent.userId, role: 'agent' },
      scopes: ['profile', 'people:read', 'companies:read'],
      widgetId,
      locationId,
    })
    expect(await readAccessToken(token, later(900))).toBeUndefined()
    const row = await db().accessToken.findFirst({ where: { locationId } })
    expect(row).toMatchObject({ grantId: null, refreshHash: null })
  })

  test('reads the record of its launch and no other of the team', async () => {
    const { token, record, teamId, admin } = await launched()
    const other = await createPerson(teamId)
    const { actor } = (await readAccessToken(token, now)) ?? { actor: { kind: 'anonymous' as const } }
    expect((await getPerson(actor, record)).id).toBe(record)
    expect(await codeOf(getPerson(actor, other))).toBe('not_found')
    const all = listRecordsInput.parse({})
    expect((await listPeople(actor, all)).people.map(({ id }) => id)).toEqual([record])
    expect((await listCompanies(actor, all)).companies).toEqual([])
    expect(await codeOf(getCompany(actor, other))).toBe('not_found')
    expect((await listPeople(admin, all)).people.length).toBeGreaterThan(1)
  })

  test('of a launch without a record reads none', async () => {
    const { token, record } = await launched()
    await db().accessToken.updateMany({ data: { recordId: null } })
    const { actor } = (await readAccessToken(token, now)) ?? { actor: { kind: 'anonymous' as const } }
    expect(await codeOf(getPerson(actor, record))).toBe('not_found')
    expect((await listPeople(actor, listRecordsInput.parse({}))).people).toEqual([])
  })

  test.each([
    [
      'its placement is switched off',
      ({ admin, widgetId }: Launched) =>
        switchPlacement(admin, { widgetId, placement: 'person', enabled: false }),
    ],
    ['its member is unregistered', ({ agent, unregister }: Launched) => unregister(agent.userId)],
    [
      'its location is unregistered',
      ({ admin, locationId, widgetId }: Launched) => unregisterLocation(admin, { locationId, widgetId }),
    ],
    ['its member is removed', ({ admin, agent }: Launched) => removeMember(admin, { userId: agent.userId })],
    [
      'the widget is stopped',
      ({ owner, widgetId }: Launched) => setStopped(owner, { widgetId, stop: true, reason: 'Trouble' }),
    ],
    [
      'the widget is suspended',
      async ({ widgetId }: Launched) =>
        suspendWidget(await createReviewer(), { widgetId, reason: 'Trouble' }),
    ],
    ['the widget is uninstalled', ({ admin, widgetId }: Launched) => uninstallWidget(admin, { widgetId })],
  ])('ends when %s', async (_, end) => {
    const launch = await launched()
    expect(await launch.isLive()).toBe(true)
    await end(launch)
    expect(await launch.isLive()).toBe(false)
  })
})

type Launched = Awaited<ReturnType<typeof launched>>
