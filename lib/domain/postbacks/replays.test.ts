import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { deliverPostbacks } from '@/lib/domain/postbacks/deliver'
import { findReplay, listPostbacks } from '@/lib/domain/postbacks/read'
import { replaySelected, runReplay, startReplay } from '@/lib/domain/postbacks/replays'
import { db } from '@/lib/server/db'
import { addMembers, listQueue, registeredTeam } from '@/test/marketplace'
import { PostbackReceiver } from '@/test/postback-receiver'
import { codeOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'

const start = new Date('2026-11-25T09:00:00Z')
const hours = (count: number) => new Date(start.getTime() + count * 3_600_000)

let receiver: PostbackReceiver
let status = 500
beforeEach(async () => {
  receiver = await PostbackReceiver.start()
  receiver.answer = (_, response) => response.writeHead(status).end()
  allowOrigin(receiver.origin)
})
afterEach(async () => {
  await receiver.stop()
  await db().postback.deleteMany({})
})

const deliver = (at: Date) => deliverPostbacks({ clock: () => at, random: () => 0.5 })

/** A team whose location and members were told of in vain: all of it failed 72 hours after the start. */
async function failedTeam(memberCount: number) {
  const team = await registeredTeam(receiver.origin, start)
  for (const userId of await addMembers(team.teamId, memberCount)) await team.register(userId, start)
  status = 500
  for (const at of [0, 72, 72, 144, 144]) await deliver(hours(at))
  expect((await listPostbacks(team.owner, team)).counts).toMatchObject({
    pending: 0,
    failed: memberCount + 1,
  })
  return team
}

const settledAt = (id: string | undefined, at: Date) =>
  db().postback.update({ where: { id: id ?? '' }, data: { settledAt: at }, select: { id: true } })

describe('a replay of all that failed', () => {
  test('twenty at once begin one, which queues each postback once and is audited once', async () => {
    const { owner, widgetId } = await failedTeam(12)
    const now = hours(150)
    const begun = await Promise.all(
      Array.from({ length: 20 }, () => startReplay(owner, { widgetId, sinceHours: 720 }, now)),
    )
    expect(new Set(begun.map(({ replayId, total }) => `${replayId} ${total}`)).size).toBe(1)
    const replayId = begun[0]?.replayId ?? ''
    receiver.received.length = 0
    status = 200
    await Promise.all(Array.from({ length: 4 }, () => runReplay(replayId, { now })))
    await deliver(now)
    expect(receiver.received).toHaveLength(13)
    await runReplay(replayId, { now })
    await deliver(now)
    expect(receiver.received).toHaveLength(13)
    expect(await findReplay(owner, { widgetId }, now)).toMatchObject({ total: 13, delivered: 13, failed: 0 })
    const { events } = await listAuditEvents(owner, { action: 'postback' })
    const replayed = events.filter(({ action }) => action === 'postback.replayed')
    expect(replayed.map(({ data }) => data)).toEqual([expect.arrayContaining([['postbacks', 13]])])
  })

  test('takes what failed since the moment, and what followed it and failed before', async () => {
    const { owner, widgetId, agent, register, unregister } = await registeredTeam(receiver.origin, start)
    await register(agent.userId, start)
    await unregister(agent.userId, start)
    status = 500
    for (const at of [0, 72, 72, 144, 144, 216, 216]) await deliver(hours(at))
    const read = async () => {
      const queue = await listQueue(widgetId)
      const users = queue.filter(({ url }) => url.includes('/users?'))
      return [
        queue.find(({ url }) => url.includes('/locations?')),
        ...['POST', 'DELETE'].map((method) => users.find((one) => one.method === method)),
      ]
    }
    const [location, post, removal] = await read()
    expect([location?.state, post?.state, removal?.state]).toEqual(['failed', 'failed', 'failed'])
    await settledAt(location?.id, hours(10))
    await settledAt(post?.id, hours(220))
    await settledAt(removal?.id, hours(10))
    const now = hours(221)
    const { replayId, total } = await startReplay(owner, { widgetId, sinceHours: 24 }, now)
    expect(total).toBe(2)
    await runReplay(replayId ?? '', { now })
    expect((await read()).map((one) => one?.state)).toEqual(['failed', 'pending', 'pending'])
  })

  test('leaves what fails again meanwhile, and counts it', async () => {
    const { owner, widgetId } = await failedTeam(3)
    const now = hours(150)
    const { replayId } = await startReplay(owner, { widgetId, sinceHours: 720 }, now)
    await runReplay(replayId ?? '', { now })
    status = 500
    for (const at of [150, 222, 222, 294, 294]) await deliver(hours(at))
    await db().postbackReplay.update({ where: { id: replayId ?? '' }, data: { queuedAt: null } })
    await runReplay(replayId ?? '', { now: hours(294) })
    expect((await listPostbacks(owner, { widgetId })).counts).toMatchObject({ pending: 0, failed: 4 })
    expect(await findReplay(owner, { widgetId }, now)).toMatchObject({ total: 4, delivered: 0, failed: 4 })
  })

  test('begins nothing where nothing failed since', async () => {
    const { owner, widgetId } = await failedTeam(1)
    expect(await startReplay(owner, { widgetId, sinceHours: 1 }, hours(400))).toEqual({
      replayId: null,
      total: 0,
      overtaken: 0,
    })
    expect(await findReplay(owner, { widgetId }, hours(400))).toBeNull()
  })

  test('goes through what failed by its index, however much was delivered', async () => {
    const { widgetId } = await failedTeam(1)
    const [one] = await listQueue(widgetId)
    await db().$executeRaw`
      INSERT INTO "Postback" ("id", "widgetId", "teamId", "registrationId", "lane", "sequence", "method", "url", "state", "createdAt", "giveUpAt", "settledAt")
      SELECT 'pbk_plan' || n, p."widgetId", p."teamId", p."registrationId", p."lane", -n, p."method", p."url", 'delivered', p."createdAt", p."giveUpAt", p."settledAt"
      FROM "Postback" p, generate_series(1, 20000) n WHERE p."id" = ${one?.id ?? ''}`
    await db().$executeRaw`ANALYZE "Postback"`
    const plan = await db().$queryRaw<{ 'QUERY PLAN': string }[]>`
      EXPLAIN SELECT DISTINCT p."lane" FROM "Postback" p
      WHERE p."widgetId" = ${widgetId} AND p."state" IN ('failed', 'cancelled') AND p."lane" > ''
      ORDER BY p."lane" LIMIT 500`
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('Postback_failed_idx')
  })
})

describe('a replay of selected ones', () => {
  test('sends each once, with what followed it and failed, and skips what was overtaken or waits', async () => {
    const { owner, widgetId } = await failedTeam(4)
    const now = hours(150)
    const ids = (await listQueue(widgetId)).map(({ id }) => id)
    const [first = '', second = '', ...others] = ids
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        replaySelected(owner, { widgetId, postbackIds: [first, second, first] }, now),
      ),
    )
    expect(answers.filter(({ queued }) => queued === 2)).toHaveLength(1)
    expect(answers.filter(({ queued, skipped }) => queued === 0 && skipped === 2)).toHaveLength(7)
    const states = new Map((await listQueue(widgetId)).map(({ id, state }) => [id, state]))
    expect([first, second].map((id) => states.get(id))).toEqual(['pending', 'pending'])
    expect(others.map((id) => states.get(id))).toEqual(['failed', 'failed', 'failed'])
    const { events } = await listAuditEvents(owner, { action: 'postback' })
    expect(events.filter(({ action }) => action === 'postback.replayed')).toHaveLength(1)
  })

  test('another widget’s postbacks are not selected by their ids', async () => {
    const own = await failedTeam(1)
    const other = await failedTeam(1)
    const [foreign] = await listQueue(other.widgetId)
    const input = { widgetId: own.widgetId, postbackIds: [foreign?.id ?? ''] }
    expect(await replaySelected(own.owner, input, hours(150))).toEqual({ queued: 0, skipped: 1 })
    expect(await codeOf(replaySelected(other.owner, input, hours(150)))).toBe('not_found')
  })
})
