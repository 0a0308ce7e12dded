import { expect, test } from 'vitest'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { getWidgetHealth, listTroubledWidgets } from '@/lib/domain/installations/widget-health'
import { openLaunch, settleLaunch } from '@/lib/domain/launches/launches'
import { decideVersion } from '@/lib/domain/review/approvals'
import { newId } from '@/lib/ids'
import { withDatabase } from '@/test/database'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createReviewer,
  createTeam,
  registerWidget,
  submitWidget,
  workingVersionOf,
} from '@/test/factories'
import { codeOf } from '@/test/refusals'
import { countRowsRead } from '@/test/rows-read'

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

test('a partner’s troubled widgets are its own that were returned or fail, by the same rule as their health', async () => {
  const { owner, qa, widgetId, launch } = await installed()
  for (const hours of [1, 2]) await launch(hoursAgo(hours), 'too_slow')
  await launch(hoursAgo(25), 'too_slow')
  expect(await listTroubledWidgets(qa, now)).toEqual(new Map())
  await launch(hoursAgo(3), 'refused')
  await launch(hoursAgo(4))
  const failing = { isReturned: false, failing: { shown: 1, failed: 3 } }
  expect(await listTroubledWidgets(qa, now)).toEqual(new Map([[widgetId, failing]]))

  const reviewer = await createReviewer()
  const { widgetId: draftId } = await registerWidget(owner)
  await submitWidget(owner, { widgetId: draftId })
  expect((await listTroubledWidgets(qa, now)).size).toBe(1)
  await decideVersion(reviewer, {
    widgetId: draftId,
    versionId: await workingVersionOf(owner, draftId),
    decision: 'return',
    reason: 'Please name the source.',
  })
  expect(await listTroubledWidgets(qa, now)).toEqual(
    new Map<string, unknown>([
      [widgetId, failing],
      [draftId, { isReturned: true, failing: null }],
    ]),
  )
  expect(await listTroubledWidgets((await createPartner()).owner, now)).toEqual(new Map())
  expect(await codeOf(listTroubledWidgets((await createTeam()).admin, now))).toBe('forbidden')
})

test('finding troubled widgets reads no launches of those that work', async () => {
  const { owner, launch } = await installed()
  await launch(hoursAgo(1))
  await launch(hoursAgo(2), 'too_slow')
  await withDatabase(async (client) => {
    await client.query(
      `INSERT INTO "Launch" ("id", "widgetId", "versionId", "teamId", "userId", "placement", "secretVersion", "fingerprint",
        "outcome", "createdAt")
      SELECT 'lch_fine' || n, l."widgetId", l."versionId", l."teamId", l."userId", 'person', 1, l."fingerprint", 'shown',
        l."createdAt" - n * interval '1 ms'
      FROM (SELECT * FROM "Launch" WHERE "outcome" = 'shown' ORDER BY "createdAt" DESC LIMIT 1) l, generate_series(1, 5000) n`,
    )
    await client.query('ANALYZE "Launch"')
  })
  const { result, read } = await countRowsRead('Launch', () => listTroubledWidgets(owner, now))
  expect(result).toEqual(new Map())
  expect(read).toBeLessThan(20)
})
