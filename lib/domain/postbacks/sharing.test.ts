import { afterEach, describe, expect, test } from 'vitest'
import { type DeliveryOptions, deliverPostbacks } from '@/lib/domain/postbacks/deliver'
import { listAttempts } from '@/lib/domain/postbacks/read'
import { db } from '@/lib/server/db'
import { withDatabase } from '@/test/database'
import { addMembers, listQueue, registeredTeam } from '@/test/marketplace'
import { PostbackReceiver } from '@/test/postback-receiver'
import { allowOrigin } from '@/test/settings'

const start = new Date('2026-11-25T09:00:00Z')
const inSeconds = (seconds: number) => new Date(start.getTime() + seconds * 1000)
const deliver = (at: Date, options: DeliveryOptions = {}) =>
  deliverPostbacks({ clock: () => at, random: () => 0.5, ...options })

const receivers: PostbackReceiver[] = []
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()))
  await db().postback.deleteMany({})
})

async function openReceiver(answer?: PostbackReceiver['answer']): Promise<PostbackReceiver> {
  const receiver = await PostbackReceiver.start()
  receivers.push(receiver)
  allowOrigin(receiver.origin)
  if (answer) receiver.answer = answer
  return receiver
}

const silent: PostbackReceiver['answer'] = ({ url }, response) =>
  url.startsWith('/locations') ? response.writeHead(200).end() : undefined

/** A widget at the receiver with postbacks of so many users that wait. */
async function fill(receiver: PostbackReceiver, count: number) {
  const team = await registeredTeam(receiver.origin, start)
  for (const userId of await addMembers(team.teamId, count)) await team.register(userId, start)
  return team
}

describe('receivers that answer nothing', () => {
  test('sixteen of them, each with more than its share, delay nobody else’s postback', async () => {
    const good = await openReceiver()
    const delivered = new Promise<void>((settle) => {
      good.answer = ({ url }, response) => {
        response.writeHead(204).end()
        if (url.startsWith('/users')) settle()
      }
    })
    for (let count = 0; count < 16; count += 1) await fill(await openReceiver(silent), 5)
    await fill(good, 1)
    const stop = new AbortController()
    const working = deliver(inSeconds(1), { timeoutSeconds: 30, leaseSeconds: 40, stopping: stop.signal })
    await delivered
    stop.abort()
    expect(await db().postbackAttempt.count({ where: { error: { not: null } } })).toBe(0)
    // What they were kept waiting for ends here, not by its timeout.
    await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()))
    await working
  }, 60_000)

  test('have a share for each host, whoever’s widgets it serves', async () => {
    let open = 0
    let most = 0
    const receiver = await openReceiver(({ url }, response) => {
      if (url.startsWith('/locations')) return response.writeHead(200).end()
      open += 1
      most = Math.max(most, open)
      return response.once('close', () => {
        open -= 1
      })
    })
    for (let count = 0; count < 4; count += 1) await fill(receiver, 4)
    await deliver(inSeconds(1), { timeoutSeconds: 1, leaseSeconds: 3, perHost: 6 })
    expect(most).toBe(6)
  })
})

describe('a worker that dies', () => {
  test('has left a job for the moment at which its claims end', async () => {
    const { widgetId } = await registeredTeam((await openReceiver()).origin, start)
    await deliver(start, { leaseSeconds: 3600 })
    expect(await listQueue(widgetId)).toMatchObject([{ state: 'delivered' }])
    // A claim ends by the database's clock, whatever the test's says.
    const jobs = await withDatabase(async (client) => {
      const { rows } = await client.query<{ key: string }>(
        `SELECT j.key FROM graphile_worker._private_jobs j
         WHERE j.run_at BETWEEN clock_timestamp() + interval '50 minutes' AND clock_timestamp() + interval '61 minutes'`,
      )
      return rows
    })
    expect(jobs).toEqual([{ key: expect.stringMatching(/^postbacks\.claimed_until\.\d+$/) }])
  })
})

describe('a receiver that moved', () => {
  test.each([301, 308])(
    '%d fails the postback at once and names the new address without its query',
    async (status) => {
      const receiver = await openReceiver()
      receiver.answer = ({ url }, response) =>
        response.writeHead(status, { location: url.replace('/locations?', '/locations/?') }).end()
      const { owner, widgetId } = await registeredTeam(receiver.origin, start)
      await deliver(start)
      const [postback] = await listQueue(widgetId)
      expect(postback).toMatchObject({ state: 'failed', lastStatus: status })
      expect(postback?.lastError).toContain(`and redirects to ${receiver.origin}/locations/.`)
      expect(postback?.lastError).not.toContain('account=')
      const [attempt] = await listAttempts(owner, { widgetId, postbackId: postback?.id ?? '' })
      expect(attempt).toMatchObject({ status })
    },
  )

  test('for now only, by a 302, is named and tried again', async () => {
    const receiver = await openReceiver((_, response) =>
      response.writeHead(302, { location: '/login' }).end(),
    )
    const { widgetId } = await registeredTeam(receiver.origin, start)
    await deliver(start)
    const [postback] = await listQueue(widgetId)
    expect(postback).toMatchObject({ state: 'pending', lastStatus: 302 })
    expect(postback?.lastError).toContain(`${receiver.origin}/login`)
  })
})
