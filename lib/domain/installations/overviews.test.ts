import { expect, test } from 'vitest'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { getPartnerOverview, getTeamOverview } from '@/lib/domain/installations/overviews'
import { overviewInput } from '@/lib/domain/installations/overviews.schema'
import { openLaunch, settleLaunch } from '@/lib/domain/launches/launches'
import { approvedWidget, createPartner, createPerson, createTeam } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-03-31T12:00:00.000Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

async function launched() {
  const [{ owner, qa }, team] = [await createPartner(), await createTeam()]
  const { widgetId } = await approvedWidget(owner)
  await switchPlacement(team.admin, { widgetId, placement: 'person', enabled: true })
  const record = await createPerson(team.teamId)
  const launch = async (at: Date, ms: number | 'too_slow' | 'left') => {
    const { launchId } = await openLaunch(team.agent, { widgetId, placement: 'person', record }, at)
    if (ms === 'left') return
    const outcome =
      ms === 'too_slow' ? { outcome: 'failed' as const, reason: ms } : { outcome: 'shown' as const }
    await settleLaunch(team.agent, { launchId, ...outcome }, new Date(at.getTime() + (Number(ms) || 10_000)))
  }
  for (const ms of [100, 200, 300, 400, 2000]) await launch(daysAgo(1), ms)
  await launch(daysAgo(2), 'too_slow')
  await launch(daysAgo(2), 'left')
  await launch(daysAgo(40), 50)
  return { owner, qa, team, widgetId }
}

test('a partner and a team read the same launches, by day and by widget, in the period they chose', async () => {
  const { qa, team, widgetId } = await launched()
  for (const read of [
    () => getPartnerOverview(qa, { period: '30d' }, now),
    () => getTeamOverview(team.admin, { period: '30d' }, now),
  ]) {
    const { total, steps, widgets } = await read()
    expect(total).toEqual({ launches: 7, shown: 5, failed: 1, p50: 300, p95: 1680 })
    expect(steps).toHaveLength(30)
    expect(steps.at(-2)).toEqual({
      from: '2026-03-30T00:00:00.000Z',
      launches: 5,
      shown: 5,
      failed: 0,
      p50: 300,
      p95: 1680,
    })
    expect(steps.at(-3)).toMatchObject({
      from: '2026-03-29T00:00:00.000Z',
      launches: 2,
      failed: 1,
      p50: null,
    })
    expect(steps[0]).toMatchObject({ from: '2026-03-02T00:00:00.000Z', launches: 0 })
    expect(widgets).toMatchObject([
      { widgetId, launches: 7, isFailing: false, reasons: [{ reason: 'too_slow', count: 1 }] },
    ])
  }
  expect((await getPartnerOverview(qa, { period: '90d' }, now)).total.launches).toBe(8)
})

test('a day is read by the hour, and the hour that has begun is the last', async () => {
  const { qa } = await launched()
  const { steps, total } = await getPartnerOverview(qa, { period: '24h' }, new Date(now.getTime() - 1800_000))
  expect(steps).toHaveLength(24)
  expect(steps[0]).toMatchObject({ from: '2026-03-30T12:00:00.000Z', launches: 5, p50: 300 })
  expect(steps.at(-1)).toMatchObject({ from: '2026-03-31T11:00:00.000Z', launches: 0, p95: null })
  expect(total.launches).toBe(5)
})

test('one widget is read alone, beside all of them, and a stranger’s is none', async () => {
  const { owner, team, widgetId } = await launched()
  const { widgetId: other } = await approvedWidget(owner, { name: 'Other widget' })
  await switchPlacement(team.admin, { widgetId: other, placement: 'person', enabled: true })
  const record = await createPerson(team.teamId)
  for (let count = 0; count < 3; count += 1) {
    const opened = await openLaunch(team.agent, { widgetId: other, placement: 'person', record }, daysAgo(1))
    const reason = count === 0 ? ('refused' as const) : ('too_slow' as const)
    await settleLaunch(team.agent, { launchId: opened.launchId, outcome: 'failed', reason }, daysAgo(1))
  }
  const overview = await getPartnerOverview(owner, { period: '30d', widget: other }, now)
  expect(overview.chosen).toEqual({ widgetId: other, name: 'Other widget' })
  expect(overview.total).toMatchObject({ launches: 3, failed: 3, p95: null })
  expect(overview.steps.at(-2)).toMatchObject({ launches: 3 })
  expect(overview.widgets).toMatchObject([
    { widgetId, launches: 7 },
    {
      widgetId: other,
      launches: 3,
      isFailing: true,
      reasons: [
        { reason: 'too_slow', count: 2 },
        { reason: 'refused', count: 1 },
      ],
    },
  ])
  const { widgetId: theirs } = await approvedWidget((await createPartner()).owner)
  const all = await getPartnerOverview(owner, { period: '30d', widget: theirs }, now)
  expect(all).toMatchObject({ chosen: undefined, total: { launches: 10 } })
})

test('nobody reads another’s launches, and agents read none', async () => {
  const { team } = await launched()
  const [stranger, other] = [await createPartner(), await createTeam()]
  const input = { period: '30d' } as const
  expect((await getPartnerOverview(stranger.owner, input, now)).total.launches).toBe(0)
  expect((await getTeamOverview(other.admin, input, now)).total.launches).toBe(0)
  expect(await codeOf(getTeamOverview(team.agent, input, now))).toBe('forbidden')
  expect(await codeOf(getPartnerOverview(team.admin, input, now))).toBe('forbidden')
})

test.each([undefined, '0', '31', 'x', '1e9'])('a period of %s is thirty days', (period) => {
  expect(overviewInput.parse({ period })).toEqual({ period: '30d' })
})
