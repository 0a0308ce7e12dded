import { expect, test } from 'vitest'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { getWidgetHealth } from '@/lib/domain/installations/widget-health'
import { openLaunch, settleLaunch } from '@/lib/domain/launches/launches'
import { newId } from '@/lib/ids'
import { approvedWidget, createPartner, createPerson, createTeam } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-03-31T12:00:00.000Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)

async function installed() {
  const [{ owner, qa }, team] = [await createPartner(), await createTeam()]
  const { widgetId } = await approvedWidget(owner)
  await switchPlacement(team.admin, { widgetId, placement: 'person', enabled: true })
  const record = await createPerson(team.teamId)
  const launch = async (at: Date, reason?: string) => {
    const { launchId } = await openLaunch(team.agent, { widgetId, placement: 'person', record }, at)
    const outcome = reason ? ({ outcome: 'failed', reason } as const) : ({ outcome: 'shown' } as const)
    await settleLaunch(team.agent, { launchId, ...outcome } as never, new Date(at.getTime() + 400))
  }
  return { owner, qa, widgetId, launch }
}

test('health counts the launches of the last 24 hours, with the certification and the secret beside them', async () => {
  const { qa, widgetId, launch } = await installed()
  await launch(hoursAgo(25))
  for (const hours of [1, 2, 3]) await launch(hoursAgo(hours))
  expect(await getWidgetHealth(qa, { widgetId }, now)).toMatchObject({
    launches: 3,
    shown: 3,
    failed: 0,
    p95: 400,
    isFailing: false,
    reasons: [],
    secret: { version: 1 },
  })
})

test('a widget is failing once three launches and a fifth of them fail in a day, and the reasons are counted', async () => {
  const { owner, widgetId, launch } = await installed()
  for (const hours of [1, 2, 3, 4]) await launch(hoursAgo(hours))
  await launch(hoursAgo(5), 'too_slow')
  await launch(hoursAgo(6), 'too_slow')
  expect((await getWidgetHealth(owner, { widgetId }, now)).isFailing).toBe(false)
  await launch(hoursAgo(7), 'server_error')
  expect(await getWidgetHealth(owner, { widgetId }, now)).toMatchObject({
    failed: 3,
    isFailing: true,
    reasons: [
      { reason: 'too_slow', count: 2 },
      { reason: 'server_error', count: 1 },
    ],
  })
})

test('another partner reads no health, as of a widget that is not there', async () => {
  const { widgetId } = await installed()
  const stranger = await createPartner()
  expect(await codeOf(getWidgetHealth(stranger.owner, { widgetId }, now))).toBe('not_found')
  expect(await codeOf(getWidgetHealth(stranger.owner, { widgetId: newId('wgt') }, now))).toBe('not_found')
})
