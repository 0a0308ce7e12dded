import '@/test/database'
import { expect, test } from 'vitest'
import { verifyAudit } from '@/lib/domain/audit/events'
import { db } from '@/lib/server/db'
import { completeDemoConnectors } from './connectors'
import { createDemoCrm } from './crm'
import { createDemoHistory, daysBefore } from './history'
import { acmeId, casalyticsId, createDemoOrganisations, listDemoMembers } from './organisations'
import { completeDemoWidgets, findDemoWidgets } from './widgets'

const dayMs = 24 * 60 * 60 * 1000

test('the demo opens on ninety days of use: a bad Tuesday, switches by several people, a failing widget and a returned one', async () => {
  const now = new Date()
  await createDemoOrganisations(daysBefore(now, 90))
  const members = await listDemoMembers()
  await completeDemoWidgets(members, 'http://127.0.0.1:3000', now)
  await createDemoHistory(await completeDemoConnectors(members, undefined, now), now)

  const launches = await db().launch.findMany({
    where: { widget: { partnerId: casalyticsId } },
    orderBy: { createdAt: 'asc' },
    select: { createdAt: true, outcome: true, widgetId: true },
  })
  const days = new Set(launches.map(({ createdAt }) => createdAt.toISOString().slice(0, 10)))
  expect(days.size).toBeGreaterThan(75)
  expect(launches.at(-1)?.createdAt.getTime()).toBeLessThan(now.getTime())

  const failedByDay = new Map<string, number>()
  for (const { createdAt, outcome } of launches) {
    const day = createdAt.toISOString().slice(0, 10)
    if (outcome === 'failed') failedByDay.set(day, (failedByDay.get(day) ?? 0) + 1)
  }
  const [worst] = [...failedByDay].sort(([, one], [, other]) => other - one)
  expect(new Date(worst?.[0] ?? '').getUTCDay()).toBe(2)

  const ids = await findDemoWidgets()
  const failing = launches.filter(
    ({ widgetId, createdAt }) =>
      widgetId === ids.get('School Finder') && now.getTime() - createdAt.getTime() < 2 * dayMs,
  )
  expect(failing.every(({ outcome }) => outcome === 'failed')).toBe(true)
  expect(
    await db().widgetVersion.findFirst({
      where: { widgetId: ids.get('Open House Planner') ?? '' },
      select: { state: true },
    }),
  ).toEqual({ state: 'returned' })

  const switchers = await db().placementSwitch.groupBy({ by: ['switchedById'], where: { teamId: acmeId } })
  expect(switchers.length).toBeGreaterThan(1)
  expect((await verifyAudit()).firstBad).toBeUndefined()

  const connectors = await db().connector.findMany({
    select: {
      createdAt: true,
      secrets: { select: { lastAcceptedAt: true } },
      requests: { orderBy: { id: 'asc' }, take: 1, select: { at: true } },
    },
  })
  expect(connectors).toHaveLength(5)
  for (const { createdAt, secrets, requests } of connectors) {
    expect.soft(requests[0]?.at.getTime()).toBeGreaterThan(createdAt.getTime())
    expect.soft(secrets[0]?.lastAcceptedAt).toBeInstanceOf(Date)
  }
})

test('the record with markup for a name comes last among the names in Latin letters', () => {
  const { people } = createDemoCrm({
    teamId: acmeId,
    seed: 1,
    peopleCount: 240,
    companyCount: 36,
    isFirst: true,
  })
  const latin = people.map(({ row }) => row.sortName).filter((name) => /^[a-z]/.test(name))
  expect(latin.toSorted().at(-1)).toMatch(/escaping test/)
})
