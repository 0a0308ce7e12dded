import { describe, expect, test } from 'vitest'
import { listAuditEvents } from '@/lib/domain/audit/events'
import {
  createLocation,
  deleteLocation,
  listLocations,
  updateLocation,
} from '@/lib/domain/installations/locations'
import {
  createLocationInput,
  locationsMax,
  updateLocationInput,
  updateMarketplaceMemberInput,
} from '@/lib/domain/installations/locations.schema'
import {
  listMarketplaceMembers,
  updateMarketplaceMember,
} from '@/lib/domain/installations/marketplace-members'
import { registerLocation, unregisterLocation } from '@/lib/domain/installations/registrations'
import { answerTesting } from '@/lib/domain/review/team-testing'
import { db } from '@/lib/server/db'
import { createPartner, createTeam, testedWidget } from '@/test/factories'
import { addLocation, addMembers, marketplaceWidget } from '@/test/marketplace'
import { codeOf, refusalOf } from '@/test/refusals'

const input = (fields: Record<string, string>) => createLocationInput.parse({ name: 'Main', ...fields })

describe('a location', () => {
  test('is made, changed and removed by its team’s admin, each with its event', async () => {
    const { admin } = await createTeam()
    const { locationId } = await createLocation(admin, input({ accountNumber: '7', apiId: 'm' }))
    expect(locationId).toMatch(/^[0-9a-f]{24}$/)
    await updateLocation(admin, updateLocationInput.parse({ locationId, name: 'Harbour', apiId: ' ' }))
    const { locations } = await listLocations(admin)
    expect(locations).toMatchObject([
      { id: locationId, name: 'Harbour', accountNumber: null, apiId: null, widgetCount: 0 },
    ])
    await deleteLocation(admin, { locationId })
    expect((await listLocations(admin)).locations).toEqual([])
    expect(await codeOf(deleteLocation(admin, { locationId }))).toBe('not_found')
    const { events } = await listAuditEvents(admin, { subject: locationId })
    expect(events.map(({ action }) => action)).toEqual([
      'location.deleted',
      'location.updated',
      'location.created',
    ])
  })

  test('is to agents forbidden, and to another team as one that does not exist', async () => {
    const [{ admin, agent }, { admin: stranger }] = await Promise.all([createTeam(), createTeam()])
    const locationId = await addLocation(admin)
    const change = updateLocationInput.parse({ locationId, name: 'Mine' })
    expect(await codeOf(listLocations(agent))).toBe('forbidden')
    expect(await codeOf(createLocation(agent, input({})))).toBe('forbidden')
    const refusals = await Promise.all([
      refusalOf(updateLocation(stranger, change)),
      refusalOf(deleteLocation(stranger, { locationId })),
      refusalOf(deleteLocation(stranger, { locationId: 'f'.repeat(24) })),
    ])
    expect(new Set(refusals.map(String)).size).toBe(1)
    expect((await listLocations(stranger, { cursor: locationId })).locations).toEqual([])
    expect((await listLocations(admin)).locations).toMatchObject([{ name: 'Main Street' }])
  })

  test('stays while a widget has it, and says which', async () => {
    const [{ owner }, { admin }] = await Promise.all([createPartner(), createTeam()])
    const { widgetId } = await marketplaceWidget(owner, undefined, { name: 'Till' })
    const locationId = await addLocation(admin)
    await registerLocation(admin, { widgetId, locationId })
    expect((await listLocations(admin)).locations).toMatchObject([{ widgetCount: 1 }])
    expect(await refusalOf(deleteLocation(admin, { locationId }))).toMatchObject({
      code: 'conflict',
      publicDetail: expect.stringContaining('registered for Till.'),
    })
    await unregisterLocation(admin, { widgetId, locationId })
    await deleteLocation(admin, { locationId })
  })

  test('may go when the widget that had it is none of the team’s any more', async () => {
    const [{ owner }, { admin }] = await Promise.all([createPartner(), createTeam()])
    const { widgetId } = await testedWidget(owner, admin, { protocol: 'marketplace' })
    const locationId = await addLocation(admin)
    await registerLocation(admin, { widgetId, locationId })
    await answerTesting(admin, { widgetId, accept: false })
    expect((await listLocations(admin)).locations).toMatchObject([{ widgetCount: 0 }])
    await deleteLocation(admin, { locationId })
    expect(await db().registration.count({ where: { locationId, unregisteredAt: null } })).toBe(0)
  })

  test('is one of a hundred at most, also when many are added at once', async () => {
    const { admin, teamId } = await createTeam()
    const now = new Date()
    await db().location.createMany({
      data: Array.from({ length: locationsMax - 2 }, (_, index) => ({
        id: `${teamId.replaceAll('-', '').slice(0, 20)}${String(index).padStart(4, '0')}`,
        teamId,
        name: `Place ${index}`,
        createdAt: now,
      })),
    })
    const codes = await Promise.all(Array.from({ length: 6 }, () => codeOf(createLocation(admin, input({})))))
    expect(codes.filter((code) => code === 'conflict')).toHaveLength(4)
    const first = await listLocations(admin)
    const second = await listLocations(admin, { cursor: first.nextCursor })
    expect([first.locations.length, second.locations.length, second.nextCursor]).toEqual([50, 50, undefined])
  })

  test('has no value that would climb a path, break a line or run long', () => {
    for (const accountNumber of ['..', '.', 'a\nb', 'a\0', 'x'.repeat(65)])
      expect(createLocationInput.safeParse({ name: 'Main', accountNumber }).success, accountNumber).toBe(
        false,
      )
    expect(createLocationInput.safeParse({ name: ' ' }).success).toBe(false)
  })
})

describe('a member’s marketplace identity', () => {
  test('is set by an admin of the team alone, and empty fields clear it', async () => {
    const [{ admin, agent, teamId }, { admin: stranger }] = await Promise.all([createTeam(), createTeam()])
    const set = (fields: Record<string, string>) =>
      updateMarketplaceMemberInput.parse({ userId: agent.userId, ...fields })
    const named = set({ username: 'ann', domainUrl: 'https://acme.example.com' })
    expect(await codeOf(updateMarketplaceMember(agent, named))).toBe('forbidden')
    expect(await codeOf(updateMarketplaceMember(stranger, named))).toBe('not_found')
    expect(await codeOf(updateMarketplaceMember(admin, { ...named, userId: 'nobody' }))).toBe('not_found')
    await updateMarketplaceMember(admin, named)
    const members = async () => (await listMarketplaceMembers(admin)).members
    expect(await members()).toContainEqual(
      expect.objectContaining({ id: agent.userId, username: 'ann', domainUrl: 'https://acme.example.com' }),
    )
    await updateMarketplaceMember(admin, set({ username: '' }))
    expect(await members()).toContainEqual(
      expect.objectContaining({ id: agent.userId, username: null, domainUrl: null }),
    )
    await addMembers(teamId, 60)
    const { nextCursor } = await listMarketplaceMembers(admin)
    expect((await listMarketplaceMembers(admin, { cursor: nextCursor })).members).toHaveLength(12)
    expect((await listMarketplaceMembers(stranger, { cursor: nextCursor })).members).toEqual([])
  })

  test('takes only addresses of the web, and no username of dots', () => {
    const parse = (fields: Record<string, string>) =>
      updateMarketplaceMemberInput.safeParse({ userId: 'u', ...fields }).success
    for (const domainUrl of ['javascript:alert(1)', 'acme', 'ftp://acme.example.com'])
      expect(parse({ domainUrl })).toBe(false)
    expect(parse({ username: '..' })).toBe(false)
    expect(parse({ username: 'ann.b', domainUrl: 'https://acme.example.com/x' })).toBe(true)
  })
})
