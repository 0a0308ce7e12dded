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

test('a partner and a team read the same launches, by day and by widget, in the days they chose', async () => {
  const { qa, team, widgetId } = await launched()
  for (const read of [
    () => getPartnerOverview(qa, { days: 30 }, now),
    () => getTeamOverview(team.admin, { days: 30 }, now),
  ]) {
    const { total, days, widgets } = await read()
    expect(total).toEqual({ launches: 7, shown: 5, failed: 1, p50: 300, p95: 1680 })
    expect(days).toHaveLength(30)
    expect(days.at(-2)).toEqual({ day: '2026-03-30', launches: 5, shown: 5, failed: 0, p50: 300, p95: 1680 })
    expect(days.at(-3)).toMatchObject({ day: '2026-03-29', launches: 2, failed: 1, p50: null })
    expect(days[0]).toMatchObject({ day: '2026-03-02', launches: 0 })
    expect(widgets).toMatchObject([{ widgetId, launches: 7, reasons: [{ reason: 'too_slow', count: 1 }] }])
  }
  expect((await getPartnerOverview(qa, { days: 90 }, now)).total.launches).toBe(8)
})

test('nobody reads another’s launches, and agents read none', async () => {
  const { team } = await launched()
  const [stranger, other] = [await createPartner(), await createTeam()]
  expect((await getPartnerOverview(stranger.owner, { days: 30 }, now)).total.launches).toBe(0)
  expect((await getTeamOverview(other.admin, { days: 30 }, now)).total.launches).toBe(0)
  expect(await codeOf(getTeamOverview(team.agent, { days: 30 }, now))).toBe('forbidden')
  expect(await codeOf(getPartnerOverview(team.admin, { days: 30 }, now))).toBe('forbidden')
})

test.each([undefined, '0', '31', 'x', '1e9'])('days of %s are thirty', (days) => {
  expect(overviewInput.parse({ days })).toEqual({ days: 30 })
})
