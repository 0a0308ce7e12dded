import { describe, expect, test } from 'vitest'
import { removeMember } from '@/lib/domain/accounts/members'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { listRegistrations } from '@/lib/domain/installations/registration-reads'
import {
  findLaunchRegistration,
  isRegistered,
  registerAllMembers,
  registerLocation,
  registerUser,
  unregisterLocation,
  unregisterUser,
} from '@/lib/domain/installations/registrations'
import { installWidget, uninstallWidget } from '@/lib/domain/installations/state'
import { runReplay, startReplay } from '@/lib/domain/postbacks/replays'
import { suspendWidget } from '@/lib/domain/review/approvals'
import { answerTesting } from '@/lib/domain/review/team-testing'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createPartner,
  createReviewer,
  createTeam,
  testedWidget,
  widgetChange,
} from '@/test/factories'
import { addLocation, addMembers, listQueue, marketplaceWidget, registeredTeam } from '@/test/marketplace'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

const origin = 'https://app.example.com'
const now = new Date('2026-11-25T09:00:00Z')

/** A short word for each postback of the queue: `POST location 1`. */
async function readQueue(widgetId: string): Promise<string[]> {
  return (await listQueue(widgetId)).map(
    ({ method, url, sequence }) => `${method} ${url.includes('/users?') ? 'user' : 'location'} ${sequence}`,
  )
}

describe('registering', () => {
  test('fills the template with the location and the user as they are at that moment', async () => {
    const { agent, register, widgetId, locationId } = await registeredTeam(origin, now)
    await db().user.update({
      where: { id: agent.userId },
      data: { username: 'ann & bob', domainUrl: 'https://acme.example.com/' },
    })
    expect(await register(agent.userId, new Date(now.getTime() + 1000))).toEqual({ changed: true })
    await db().user.update({ where: { id: agent.userId }, data: { username: 'changed' } })
    expect(await listQueue(widgetId)).toMatchObject([
      {
        id: expect.stringMatching(/^pbk_\w{20}$/),
        method: 'POST',
        sequence: 1,
        state: 'pending',
        url: `${origin}/locations?id=${locationId}&account=A%201&api=main`,
        nextAttemptAt: now,
      },
      {
        method: 'POST',
        sequence: 1,
        url: `${origin}/users?location=${locationId}&user=${agent.userId}&name=ann%20%26%20bob&email=${encodeURIComponent(agent.email)}&domain=https%3A%2F%2Facme.example.com%2F`,
      },
    ])
  })

  test('installs the widget, writes its events in order, and changes nothing the second time', async () => {
    const { admin, agent, register, widgetId, locationId } = await registeredTeam(origin)
    await register(agent.userId)
    expect(await registerLocation(admin, { widgetId, locationId })).toEqual({ changed: false })
    expect(await register(agent.userId)).toEqual({ changed: false })
    const { events } = await listAuditEvents(admin, {})
    expect(events.map(({ action }) => action).reverse()).toEqual([
      'location.created',
      'installation.installed',
      'registration.registered',
      'registration.registered',
    ])
    expect(events[0]?.subjectName).toBe(agent.name)
    expect(await readQueue(widgetId)).toEqual(['POST location 1', 'POST user 1'])
  })

  test('is once, whoever of twenty at once wins', async () => {
    const { admin, agent, widgetId, locationId, register } = await registeredTeam(origin)
    await unregisterLocation(admin, { widgetId, locationId })
    const locations = await Promise.all(
      Array.from({ length: 20 }, () => registerLocation(admin, { widgetId, locationId })),
    )
    expect(locations.filter(({ changed }) => changed)).toHaveLength(1)
    const users = await Promise.all(Array.from({ length: 20 }, () => register(agent.userId)))
    expect(users.filter(({ changed }) => changed)).toHaveLength(1)
    expect(await readQueue(widgetId)).toEqual([
      'POST location 1',
      'DELETE location 2',
      'POST location 3',
      'POST user 1',
    ])
  })

  test('and unregistering at once leave a sequence without gaps that alternates', async () => {
    const { agent, widgetId, register, unregister } = await registeredTeam(origin)
    await settleAll(
      Array.from({ length: 30 }, (_, index) =>
        index % 2 ? register(agent.userId) : unregister(agent.userId),
      ),
    )
    const user = (await listQueue(widgetId)).filter(({ url }) => url.includes('/users?'))
    const sorted = user.sort((one, other) => one.sequence - other.sequence)
    expect(sorted.map(({ sequence }) => sequence)).toEqual(sorted.map((_, index) => index + 1))
    expect(sorted.map(({ method }) => method)).toEqual(
      sorted.map((_, index) => (index % 2 ? 'DELETE' : 'POST')),
    )
  })

  test('of a user needs the location, and says so', async () => {
    const [{ owner }, { admin, agent }] = await Promise.all([createPartner(), createTeam()])
    const { widgetId } = await marketplaceWidget(owner, origin)
    const locationId = await addLocation(admin)
    const input = { widgetId, locationId, userId: agent.userId }
    expect(await refusalOf(registerUser(admin, input))).toMatchObject({
      code: 'not_registered',
      publicDetail: 'Main Street is not registered for Market pulse. Register the location first.',
    })
    expect(await db().installation.count({ where: { widgetId } })).toBe(0)
  })

  test('is for admins of a team that may see the widget, and for its own people and places', async () => {
    const { admin, agent, owner, widgetId, locationId } = await registeredTeam(origin)
    const other = await createTeam()
    const otherLocation = await addLocation(other.admin)
    const at = { widgetId, locationId }
    expect(await codeOf(registerLocation(agent, at))).toBe('forbidden')
    expect(await codeOf(registerLocation(owner, at))).toBe('forbidden')
    const foreign = await Promise.all([
      refusalOf(registerLocation(other.admin, at)),
      refusalOf(unregisterLocation(other.admin, at)),
      refusalOf(registerLocation(admin, { widgetId, locationId: otherLocation })),
      refusalOf(registerLocation(admin, { widgetId, locationId: 'nowhere' })),
    ])
    expect(new Set(foreign.map(String)).size).toBe(1)
    const people = await Promise.all([
      refusalOf(registerUser(admin, { ...at, userId: other.agent.userId })),
      refusalOf(registerUser(admin, { ...at, userId: crypto.randomUUID() })),
      refusalOf(registerUser(admin, { ...at, userId: 'nobody' })),
    ])
    expect(new Set(people.map(String))).toEqual(
      new Set(['AppError: not_found: This member doesn’t exist, or you don’t have access to it.']),
    )
    const tested = await testedWidget(owner, admin, { protocol: 'marketplace' })
    const hidden = { widgetId: tested.widgetId, locationId: otherLocation }
    expect(await codeOf(registerLocation(other.admin, hidden))).toBe('not_found')
    expect(await registerLocation(admin, { widgetId: tested.widgetId, locationId })).toEqual({
      changed: true,
    })
  })

  test('is refused for another protocol, and for a suspended widget', async () => {
    const { admin, owner, widgetId, locationId } = await registeredTeam(origin)
    const plain = await approvedWidget(owner)
    expect(await codeOf(registerLocation(admin, { widgetId: plain.widgetId, locationId }))).toBe(
      'wrong_state',
    )
    await suspendWidget(await createReviewer(), { widgetId, reason: 'It misbehaves' })
    const second = await addLocation(admin, 'Harbour')
    expect(await codeOf(registerLocation(admin, { widgetId, locationId: second }))).toBe('widget_suspended')
    expect(await unregisterLocation(admin, { widgetId, locationId })).toEqual({ changed: true })
  })

  test('tells nobody where the version has no template, and the next version’s where it serves', async () => {
    const [{ owner }, { admin }] = await Promise.all([createPartner(), createTeam()])
    const { widgetId } = await testedWidget(owner, admin, { protocol: 'marketplace' })
    const locationId = await addLocation(admin)
    await registerLocation(admin, { widgetId, locationId })
    expect(await listQueue(widgetId)).toEqual([])
    const locationPostbackUrl = `${origin}/hook/{{location.id}}`
    await updateWidget(owner, await widgetChange(owner, widgetId, { locationPostbackUrl }))
    await answerTesting(admin, { widgetId, accept: true })
    await unregisterLocation(admin, { widgetId, locationId })
    expect(await listQueue(widgetId)).toMatchObject([
      { method: 'DELETE', sequence: 1, url: `${origin}/hook/${locationId}` },
    ])
  })

  test('of all members goes by hundreds, and says how many are left', async () => {
    const { admin, teamId, widgetId, locationId } = await registeredTeam(origin)
    await addMembers(teamId, 120)
    const at = { widgetId, locationId }
    expect(await registerAllMembers(admin, at)).toEqual({ registered: 100, left: 22 })
    expect(await registerAllMembers(admin, at)).toEqual({ registered: 22, left: 0 })
    expect(await registerAllMembers(admin, at)).toEqual({ registered: 0, left: 0 })
    expect(await listQueue(widgetId)).toHaveLength(123)
  })
})

describe('unregistering', () => {
  test('a location unregisters its users first, each with a postback and an event of its own', async () => {
    const { admin, agent, widgetId, locationId, register } = await registeredTeam(origin)
    await register(agent.userId)
    await register(admin.userId)
    const later = new Date(Date.now() + 60_000)
    expect(await unregisterLocation(admin, { widgetId, locationId }, later)).toEqual({ changed: true })
    expect(await unregisterLocation(admin, { widgetId, locationId }, later)).toEqual({ changed: false })
    expect((await readQueue(widgetId)).slice(3).sort()).toEqual([
      'DELETE location 2',
      'DELETE user 2',
      'DELETE user 2',
    ])
    const { events } = await listAuditEvents(admin, { action: 'registration' })
    expect(events.slice(0, 3).map(({ subjectType, action }) => [subjectType, action])).toEqual([
      ['location', 'registration.unregistered'],
      ['member', 'registration.unregistered'],
      ['member', 'registration.unregistered'],
    ])
  })

  test('comes with uninstalling the widget, and with removing the member', async () => {
    const { admin, agent, widgetId, locationId, register } = await registeredTeam(origin)
    await register(agent.userId)
    await register(admin.userId)
    await removeMember(admin, { userId: agent.userId })
    expect((await readQueue(widgetId)).slice(-1)).toEqual(['DELETE user 2'])
    await uninstallWidget(admin, { widgetId })
    expect((await readQueue(widgetId)).slice(-2).sort()).toEqual(['DELETE location 2', 'DELETE user 2'])
    expect(await db().registration.count({ where: { widgetId, unregisteredAt: null } })).toBe(0)
    await registerLocation(admin, { widgetId, locationId })
    expect(
      await db().registration.count({ where: { widgetId, unregisteredAt: null, userId: { not: null } } }),
    ).toBe(0)
  })

  test('and registering, uninstalling and removing at once end in a state that holds together', async () => {
    const { admin, agent, teamId, widgetId, locationId, register } = await registeredTeam(origin)
    const members = await addMembers(teamId, 6)
    const { codes } = await settleAll([
      ...members.map((userId) => register(userId)),
      ...members.slice(3).map((userId) => removeMember(admin, { userId })),
      uninstallWidget(admin, { widgetId }),
      installWidget(admin, { widgetId }),
      registerLocation(admin, { widgetId, locationId }),
      register(agent.userId),
      unregisterLocation(admin, { widgetId, locationId }),
    ])
    const refusals = ['not_registered', 'not_found']
    expect(codes.filter((code) => !refusals.includes(code))).toEqual([])
    const live = await db().registration.findMany({
      where: { widgetId, unregisteredAt: null },
      select: { userId: true, user: { select: { removedAt: true } } },
    })
    expect(live.filter(({ user }) => user?.removedAt)).toEqual([])
    const hasLocation = live.some(({ userId }) => userId === null)
    expect(live.length === 0 || hasLocation).toBe(true)
    const installation = await db().installation.findFirstOrThrow({ where: { widgetId } })
    expect(hasLocation && installation.uninstalledAt !== null).toBe(false)
  })
})

describe('a launch', () => {
  test('finds the first location at which user and location are registered, or the chosen one', async () => {
    const { admin, agent, teamId, widgetId, locationId, register } = await registeredTeam(origin, now)
    const later = new Date(now.getTime() + 1000)
    const second = await addLocation(admin, 'Harbour', later)
    await registerLocation(admin, { widgetId, locationId: second }, later)
    const launch = { widgetId, teamId, user: { id: agent.userId, email: agent.email } }
    await registerUser(admin, { widgetId, locationId: second, userId: agent.userId }, later)
    expect(await findLaunchRegistration(launch)).toMatchObject({ id: second, name: 'Harbour' })
    await register(agent.userId, now)
    expect(await findLaunchRegistration(launch)).toEqual({
      id: locationId,
      name: 'Main Street',
      accountNumber: 'A 1',
      apiId: 'main',
      memberId: agent.userId,
    })
    for (const user of [
      { id: 'their-own-id', email: agent.email.toUpperCase() },
      { ...launch.user, email: admin.email },
    ])
      expect(await findLaunchRegistration({ ...launch, user })).toMatchObject({ memberId: agent.userId })
    expect(await findLaunchRegistration({ ...launch, locationId: second })).toMatchObject({
      id: second,
    })
    const registered = { widgetId, teamId, userId: agent.userId }
    expect(await isRegistered(db(), { ...registered, locationId })).toBe(true)
    await unregisterUser(admin, { widgetId, locationId, userId: agent.userId })
    expect(await isRegistered(db(), { ...registered, locationId })).toBe(false)
    expect(await isRegistered(db(), { ...registered, userId: 'nobody', locationId })).toBe(false)
  })

  test('is refused with what is missing', async () => {
    const { admin, agent, teamId, widgetId, locationId } = await registeredTeam(origin)
    const launch = { widgetId, teamId, user: { id: agent.userId, email: agent.email } }
    const detailOf = async (input: typeof launch & { locationId?: string }) => {
      const refusal = await refusalOf(findLaunchRegistration(input))
      return (refusal as { code: string; publicDetail: string }).publicDetail
    }
    expect(await detailOf(launch)).toMatch(/^You are not registered at Main Street for this widget\./)
    expect(await detailOf({ ...launch, locationId: 'x' })).toMatch(/^This location is not registered/)
    await unregisterLocation(admin, { widgetId, locationId })
    expect(await detailOf(launch)).toMatch(/^No location of your team is registered/)
    expect(await detailOf({ ...launch, teamId: (await createTeam()).teamId })).toMatch(/^No location/)
    expect(await codeOf(findLaunchRegistration(launch))).toBe('not_registered')
  })
})

test('the panel reads locations, members and what became of the last postback, of its own team alone', async () => {
  const { admin, agent, widgetId, locationId, register } = await registeredTeam(origin)
  await register(agent.userId)
  const panel = await listRegistrations(agent, { widgetId })
  expect(panel).toMatchObject({
    tells: { location: true, user: true },
    isHeld: false,
    memberCount: 2,
    locations: [{ id: locationId, registeredAt: expect.any(Date), last: { state: 'pending' }, userCount: 1 }],
  })
  const registered = panel.locations[0]?.members.filter((member) => member.registeredAt)
  expect(registered).toMatchObject([{ id: agent.userId, last: { state: 'pending' } }])
  const other = await createTeam()
  expect(await listRegistrations(other.admin, { widgetId })).toMatchObject({ locations: [], memberCount: 2 })
  await addMembers(admin.teamId, 60)
  const { nextMembers } = await listRegistrations(admin, { widgetId })
  const next = await listRegistrations(admin, { widgetId, members: nextMembers })
  expect(next.locations[0]?.members).toHaveLength(12)
})

test('twenty changes and replays at once wait for each other and never for ever', async () => {
  const { admin, owner, agent, teamId, widgetId, locationId, register } = await registeredTeam(origin)
  await addMembers(teamId, 10)
  await registerAllMembers(admin, { widgetId, locationId })
  const fail = () =>
    db().postback.updateMany({
      where: { widgetId, state: 'pending' },
      data: { state: 'failed', settledAt: new Date(), nextAttemptAt: null },
    })
  await fail()
  const replay = async () => {
    const { replayId } = await startReplay(owner, { widgetId, sinceHours: 720 })
    if (replayId) await runReplay(replayId)
  }
  const { codes } = await settleAll([
    ...Array.from({ length: 5 }, replay),
    ...Array.from({ length: 3 }, () => unregisterLocation(admin, { widgetId, locationId })),
    ...Array.from({ length: 3 }, () => uninstallWidget(admin, { widgetId })),
    ...Array.from({ length: 3 }, () => registerLocation(admin, { widgetId, locationId })),
    ...Array.from({ length: 3 }, () => registerAllMembers(admin, { widgetId, locationId })),
    register(agent.userId),
    fail(),
    removeMember(admin, { userId: agent.userId }),
  ])
  expect(codes.filter((code) => code !== 'not_registered' && code !== 'not_found')).toEqual([])
})
