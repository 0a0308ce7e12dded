import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PartnerActor } from '@/lib/auth/permissions'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { deliverPostbacks } from '@/lib/domain/postbacks/deliver'
import { enablePostbacks, replayPostback } from '@/lib/domain/postbacks/postbacks'
import { listPostbacksInput } from '@/lib/domain/postbacks/postbacks.schema'
import { listAttempts, listPostbacks } from '@/lib/domain/postbacks/read'
import { replaySelected, runReplay, startReplay } from '@/lib/domain/postbacks/replays'
import { db } from '@/lib/server/db'
import { approvedWidget, createPartner } from '@/test/factories'
import { addMembers, listQueue, registeredTeam } from '@/test/marketplace'
import { PostbackReceiver } from '@/test/postback-receiver'
import { codeOf, refusalOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'

const start = new Date('2026-11-25T09:00:00Z')
const days = (count: number) => new Date(start.getTime() + count * 86_400_000)

let receiver: PostbackReceiver
beforeEach(async () => {
  receiver = await PostbackReceiver.start()
  allowOrigin(receiver.origin)
})
afterEach(async () => {
  await receiver.stop()
  await db().postback.deleteMany({})
})

const deliver = (at: Date) => deliverPostbacks({ clock: () => at, random: () => 0.5 })
const answer = (decide: (method: string) => number) => {
  receiver.answer = ({ method }, response) => response.writeHead(decide(method)).end()
}

/** Lets everything that is due fail for good. */
async function giveUp(at: Date): Promise<Date> {
  answer(() => 500)
  await deliver(at)
  const end = new Date(at.getTime() + 3 * 86_400_000)
  await deliver(end)
  await deliver(end)
  return end
}

async function replayAll(owner: PartnerActor, widgetId: string, at: Date, sinceHours = 720) {
  const started = await startReplay(owner, { widgetId, sinceHours }, at)
  if (started.replayId) await runReplay(started.replayId, { now: at })
  return started
}

async function firstId(widgetId: string): Promise<string> {
  return (await listQueue(widgetId))[0]?.id ?? ''
}

async function postbacksOf(widgetId: string, path: '/users' | '/locations') {
  return (await listQueue(widgetId)).filter(({ url }) => url.includes(`${path}?`))
}

describe('a replay', () => {
  test('sends a failed postback again with the same id and three more days, and writes its event', async () => {
    const { owner, widgetId } = await registeredTeam(receiver.origin, start)
    const end = await giveUp(start)
    const [failed] = await listQueue(widgetId)
    expect(failed?.state).toBe('failed')
    const input = { widgetId, postbackId: failed?.id ?? '' }
    expect(await replayPostback(owner, input, end)).toEqual({ queued: 1 })
    expect(await codeOf(replayPostback(owner, input, end))).toBe('wrong_state')
    answer(() => 200)
    await deliver(end)
    expect(await listQueue(widgetId)).toMatchObject([{ state: 'delivered', attempts: 1 }])
    expect(new Set(receiver.received.map(({ id }) => id))).toEqual(new Set([failed?.id]))
    expect(await listAttempts(owner, input)).toHaveLength(3)
    const { events } = await listAuditEvents(owner, { action: 'postback' })
    expect(events.map(({ action }) => action)).toEqual(['postback.replayed', 'postback.failed'])
  })

  test('of the newest may be asked for though it was delivered', async () => {
    const { owner, widgetId } = await registeredTeam(receiver.origin, start)
    await deliver(start)
    const id = await firstId(widgetId)
    await replayPostback(owner, { widgetId, postbackId: id }, start)
    await deliver(start)
    expect(receiver.received.map((received) => received.id)).toEqual([id, id])
  })

  test('never makes an older word the last one', async () => {
    const { owner, agent, widgetId, register, unregister } = await registeredTeam(receiver.origin, start)
    await register(agent.userId, start)
    await unregister(agent.userId, start)
    answer((method) => (method === 'POST' ? 500 : 200))
    for (const day of [0, 3, 3, 3]) await deliver(days(day))
    const [post, removal] = await postbacksOf(widgetId, '/users')
    expect([post?.state, removal?.state]).toEqual(['failed', 'delivered'])
    const refusal = await refusalOf(replayPostback(owner, { widgetId, postbackId: post?.id ?? '' }, days(4)))
    expect(refusal).toMatchObject({
      code: 'wrong_state',
      publicDetail: expect.stringContaining('would leave your server with outdated information'),
    })
    const listed = (await listPostbacks(owner, { widgetId })).postbacks
    expect(listed.find(({ id }) => id === post?.id)?.isOvertaken).toBe(true)
    expect(await replayAll(owner, widgetId, days(4))).toMatchObject({ total: 1, overtaken: 1 })
    expect((await postbacksOf(widgetId, '/users'))[0]?.state).toBe('failed')
  })

  test('sends what followed it and failed too, in order', async () => {
    const { owner, agent, widgetId, register, unregister } = await registeredTeam(receiver.origin, start)
    await register(agent.userId, start)
    await unregister(agent.userId, start)
    let end = await giveUp(start)
    end = await giveUp(end)
    const [post] = await postbacksOf(widgetId, '/users')
    expect((await postbacksOf(widgetId, '/users')).map(({ state }) => state)).toEqual(['failed', 'failed'])
    receiver.received.length = 0
    answer(() => 200)
    expect(await replayPostback(owner, { widgetId, postbackId: post?.id ?? '' }, end)).toEqual({ queued: 2 })
    await deliver(end)
    expect(receiver.received.map(({ method }) => method)).toEqual(['POST', 'DELETE'])
  })

  test('waits for a later one that is on its way, and goes before one that only waits', async () => {
    const { owner, agent, widgetId, register, unregister } = await registeredTeam(receiver.origin, start)
    await register(agent.userId, start)
    const end = await giveUp(start)
    await unregister(agent.userId, end)
    const [post, removal] = await postbacksOf(widgetId, '/users')
    const claim = (claimedUntil: Date | null) =>
      db().postback.update({ where: { id: removal?.id ?? '' }, data: { claimedUntil } })
    const replay = () => replayPostback(owner, { widgetId, postbackId: post?.id ?? '' }, end)
    await claim(new Date(end.getTime() + 1000))
    expect(await codeOf(replay())).toBe('wrong_state')
    await claim(null)
    expect(await replay()).toEqual({ queued: 1 })
    receiver.received.length = 0
    answer(() => 200)
    await deliver(end)
    expect(receiver.received.map(({ method }) => method)).toEqual(['POST', 'DELETE'])
  })

  test('beside a running delivery reorders nothing', async () => {
    const { owner, teamId, widgetId, register, unregister } = await registeredTeam(receiver.origin, start)
    const members = await addMembers(teamId, 10)
    for (const userId of members) await register(userId, start)
    const end = await giveUp(start)
    for (const userId of members) await unregister(userId, end)
    receiver.received.length = 0
    answer(() => 200)
    await Promise.all([deliver(end), replayAll(owner, widgetId, end)])
    await deliver(end)
    for (const userId of members) {
      const methods = receiver.received.filter(({ url }) => url.includes(userId)).map(({ method }) => method)
      expect(methods.at(-1), methods.join(' ')).toBe('DELETE')
    }
  })
})

describe('after a 410', () => {
  test('what was held is sent in order once the partner allows it, and not replayed before', async () => {
    const { owner, agent, widgetId, register, unregister } = await registeredTeam(receiver.origin, start)
    answer(() => 410)
    await deliver(start)
    await register(agent.userId, start)
    await unregister(agent.userId, start)
    const id = await firstId(widgetId)
    expect(await codeOf(replayPostback(owner, { widgetId, postbackId: id }))).toBe('wrong_state')
    expect(await codeOf(startReplay(owner, { widgetId, sinceHours: 1 }))).toBe('wrong_state')
    expect(await codeOf(replaySelected(owner, { widgetId, postbackIds: [id] }))).toBe('wrong_state')
    expect(await enablePostbacks(owner, { widgetId }, days(20))).toEqual({ held: 3 })
    expect(await enablePostbacks(owner, { widgetId }, days(20))).toEqual({ held: 0 })
    answer(() => 200)
    await deliver(days(20))
    expect(receiver.received.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'POST 410',
      'POST 200',
      'POST 200',
      'DELETE 200',
    ])
    const { events } = await listAuditEvents(owner, { action: 'postback' })
    expect(events.map(({ action }) => action)).toEqual(['postback.enabled', 'postback.disabled'])
  })
})

test('QA reads the log and changes nothing; a stranger and a team see none of it', async () => {
  const { owner, qa, admin, widgetId } = await registeredTeam(receiver.origin, start)
  await giveUp(start)
  const { postbacks } = await listPostbacks(qa, { widgetId })
  const postbackId = postbacks[0]?.id ?? ''
  const input = { widgetId, postbackId, postbackIds: [postbackId], sinceHours: 720 }
  expect(await listAttempts(qa, input)).toHaveLength(2)
  const changes = [replayPostback, replaySelected, startReplay, enablePostbacks]
  for (const change of changes) expect(await codeOf(change(qa, input))).toBe('forbidden')
  const { owner: stranger } = await createPartner()
  for (const call of [listPostbacks, listAttempts, ...changes]) {
    const [refusal, unknown] = await Promise.all([
      refusalOf(call(stranger, input)),
      refusalOf(call(stranger, { ...input, widgetId: 'wgt_unknown' })),
    ])
    expect(refusal).toMatchObject({ code: 'not_found' })
    expect(String(refusal)).toBe(String(unknown))
    expect(await codeOf(call(admin, input))).toBe('forbidden')
  }
  const other = await registeredTeam(receiver.origin, start)
  const foreign = { widgetId: other.widgetId, postbackId: input.postbackId }
  expect(await codeOf(replayPostback(other.owner, foreign))).toBe('not_found')
  expect(await codeOf(listAttempts(other.owner, foreign))).toBe('not_found')
  const plain = await approvedWidget(owner)
  expect(await codeOf(listPostbacks(owner, { widgetId: plain.widgetId }))).toBe('not_found')
})

test('the log pages by cursor, and filters by state', async () => {
  const { owner, teamId, widgetId, register } = await registeredTeam(receiver.origin, start)
  for (const userId of await addMembers(teamId, 55)) await register(userId, start)
  const first = await listPostbacks(owner, { widgetId })
  const second = await listPostbacks(owner, { widgetId, cursor: first.nextCursor })
  expect([first.postbacks.length, second.postbacks.length, second.nextCursor]).toEqual([50, 6, undefined])
  expect((await listPostbacks(owner, { widgetId, state: 'failed' })).postbacks).toEqual([])
  expect(listPostbacksInput.parse({ state: 'gone', cursor: 'x'.repeat(99) })).toEqual({})
})
