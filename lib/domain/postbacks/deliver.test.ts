import { execFileSync, spawnSync } from 'node:child_process'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { unregisterLocation } from '@/lib/domain/installations/registrations'
import { prunePostbacks } from '@/lib/domain/platform/retention'
import { claimPostbacks } from '@/lib/domain/postbacks/claim'
import { type DeliveryOptions, deliverPostbacks } from '@/lib/domain/postbacks/deliver'
import { listAttempts, listPostbacks } from '@/lib/domain/postbacks/read'
import { suspendWidget } from '@/lib/domain/review/approvals'
import { promoteSecret, stageSecret } from '@/lib/domain/widgets/rotation'
import { startWorker } from '@/lib/jobs/worker'
import { verifyPostback } from '@/lib/protocols/postback'
import { db } from '@/lib/server/db'
import { createReviewer } from '@/test/factories'
import { addMembers, listQueue, registeredTeam } from '@/test/marketplace'
import { PostbackReceiver } from '@/test/postback-receiver'
import { allowOrigin } from '@/test/settings'

const start = new Date('2026-11-25T09:00:00Z')
const inSeconds = (seconds: number) => new Date(start.getTime() + seconds * 1000)

let receiver: PostbackReceiver
beforeEach(async () => {
  receiver = await PostbackReceiver.start()
  allowOrigin(receiver.origin)
})
afterEach(async () => {
  await receiver.stop()
  // The tests share one queue: what one left there would be sent by the next.
  await db().postback.deleteMany({})
})

const deliver = (at: Date, options: DeliveryOptions = {}) =>
  deliverPostbacks({ clock: () => at, random: () => 0.5, ...options })

/** Answers one after another; the last one again and again. */
function answerWith(...statuses: (number | [number, Record<string, string>])[]): void {
  const queue = statuses.map((entry) => (Array.isArray(entry) ? entry : ([entry, {}] as const)))
  receiver.answer = (_, response) => {
    const [status, headers] = (queue.length > 1 ? queue.shift() : queue[0]) ?? [204, {}]
    response.writeHead(status, headers).end()
  }
}

async function onlyPostback(widgetId: string) {
  const [postback, ...others] = await listQueue(widgetId)
  expect(others).toEqual([])
  if (!postback) throw new Error('there is no postback')
  return postback
}

describe('a delivered postback', () => {
  const isMissing = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status !== 0
  test.skipIf(isMissing)(
    'is what the receiver verifies by code of its own, with the widget’s secret',
    async () => {
      const { widgetId, secret } = await registeredTeam(receiver.origin, start)
      await deliver(start)
      const { id } = await onlyPostback(widgetId)
      const [received] = receiver.received
      expect(received).toMatchObject({ id, method: 'POST', status: 204 })
      expect(received?.url).toMatch(/^\/locations\?id=[0-9a-f]{24}&account=A%201&api=main$/)
      const timestamp = String(received?.headers['webhook-timestamp'])
      expect(timestamp).toBe(String(start.getTime() / 1000))
      const python = `
import base64, hashlib, hmac, sys
secret, message, given = sys.argv[1:]
made = base64.b64encode(hmac.new(secret.encode(), message.encode(), hashlib.sha256).digest()).decode()
print(any(hmac.compare_digest(made, one[3:]) for one in given.split(' ') if one.startswith('v1,')))`
      const signature = String(received?.headers['webhook-signature'])
      const check = (message: string) =>
        execFileSync('python3', ['-c', python, secret, message, signature], { encoding: 'utf8' }).trim()
      expect(check(`${id}.${timestamp}.`)).toBe('True')
      expect(check(`${id}.${Number(timestamp) + 1}.`)).toBe('False')
    },
  )

  test('is settled, noted with its secret, and not sent again', async () => {
    const { owner, widgetId } = await registeredTeam(receiver.origin, start)
    await deliver(inSeconds(1))
    await deliver(inSeconds(100))
    expect(receiver.received).toHaveLength(1)
    const postback = await onlyPostback(widgetId)
    expect(postback).toMatchObject({
      state: 'delivered',
      attempts: 1,
      settledAt: inSeconds(1),
      nextAttemptAt: null,
      claimedUntil: null,
      lastStatus: 204,
      lastError: null,
    })
    const active = await db().secret.findFirstOrThrow({ where: { widgetId } })
    expect(active.lastSignedAt).toEqual(inSeconds(1))
    const [attempt] = await listAttempts(owner, { widgetId, postbackId: postback.id })
    expect(attempt).toMatchObject({
      status: 204,
      error: null,
      request: {
        method: 'POST',
        origin: receiver.origin,
        headers: {
          'webhook-id': postback.id,
          'webhook-signature': `v1,… by secret v1 (${active.fingerprint})`,
        },
      },
    })
    expect(JSON.stringify(attempt)).not.toContain(String(receiver.received[0]?.headers['webhook-signature']))
  })

  test('is signed by the retiring secret too, until its grace ends', async () => {
    const { owner, admin, widgetId, locationId, secret } = await registeredTeam(receiver.origin, start)
    const staged = await stageSecret(owner, { widgetId }, start)
    await promoteSecret(owner, { widgetId, graceHours: 1, unprobed: true }, start)
    await deliver(inSeconds(1))
    await unregisterLocation(admin, { widgetId, locationId }, inSeconds(7200))
    await deliver(inSeconds(7200))
    const [during, after] = receiver.received
    const verifies = (received: typeof during, secrets: string[], now: Date) =>
      verifyPostback({
        url: `${receiver.origin}${received?.url}`,
        headers: received?.headers as Record<string, string>,
        secrets,
        now,
      }).then(
        () => true,
        () => false,
      )
    expect(await verifies(during, [secret], inSeconds(1))).toBe(true)
    expect(await verifies(during, [staged.secret], inSeconds(1))).toBe(true)
    expect(await verifies(after, [secret], inSeconds(7200))).toBe(false)
    expect(await verifies(after, [staged.secret], inSeconds(7200))).toBe(true)
  })
})

describe('a receiver that fails', () => {
  test('gets the same id again after 5 s, 20 s and so on, until it takes it', async () => {
    const { widgetId } = await registeredTeam(receiver.origin, start)
    answerWith(500, 302, 404, 200)
    await deliver(start)
    expect(await onlyPostback(widgetId)).toMatchObject({
      state: 'pending',
      attempts: 1,
      nextAttemptAt: inSeconds(5),
      lastStatus: 500,
      lastError: 'Your server answered 500.',
    })
    await deliver(inSeconds(4))
    expect(receiver.received).toHaveLength(1)
    for (const seconds of [5, 25, 105]) await deliver(inSeconds(seconds))
    expect(receiver.received.map(({ status }) => status)).toEqual([500, 302, 404, 200])
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1)
    expect(await onlyPostback(widgetId)).toMatchObject({ state: 'delivered', attempts: 4 })
  })

  test('is given up three days after the first attempt, with an event for both sides', async () => {
    const { owner, admin, widgetId } = await registeredTeam(receiver.origin, start)
    answerWith(500)
    const late = 5 * 86_400
    await deliver(inSeconds(late))
    expect(await onlyPostback(widgetId)).toMatchObject({
      state: 'pending',
      giveUpAt: inSeconds(late + 259_200),
    })
    await deliver(inSeconds(late + 259_199))
    expect(await onlyPostback(widgetId)).toMatchObject({
      state: 'pending',
      nextAttemptAt: inSeconds(late + 259_200),
    })
    await deliver(inSeconds(late + 259_200))
    expect(await onlyPostback(widgetId)).toMatchObject({ state: 'failed', attempts: 3 })
    await deliver(inSeconds(late + 999_999))
    expect(receiver.received).toHaveLength(3)
    for (const actor of [owner, admin]) {
      const { events } = await listAuditEvents(actor, { action: 'postback' })
      expect(events).toMatchObject([{ action: 'postback.failed', actorName: 'Framegate' }])
    }
  })

  test('is not asked before its Retry-After, of 429 and 503 alone', async () => {
    const { widgetId } = await registeredTeam(receiver.origin, start)
    answerWith([429, { 'retry-after': '90' }], [503, { 'retry-after': 'Wed, 25 Nov 2026 10:00:00 GMT' }], 200)
    await deliver(start)
    expect(await onlyPostback(widgetId)).toMatchObject({ nextAttemptAt: inSeconds(90) })
    await deliver(inSeconds(90))
    expect(await onlyPostback(widgetId)).toMatchObject({ nextAttemptAt: inSeconds(3600) })
    await deliver(inSeconds(3600))
    expect(await onlyPostback(widgetId)).toMatchObject({ state: 'delivered' })
  })

  test('by a hang is left after the timeout, and gets one connection until it answers', async () => {
    const { teamId, register, widgetId } = await registeredTeam(receiver.origin, start)
    for (const userId of await addMembers(teamId, 5)) await register(userId, start)
    receiver.answer = () => undefined
    await deliver(start, { timeoutSeconds: 0.2, leaseSeconds: 1 })
    expect(receiver.received).toHaveLength(6)
    const [first] = await listQueue(widgetId)
    expect(first).toMatchObject({ lastStatus: null, lastError: 'The server did not answer in time.' })
    let open = 0
    let most = 0
    receiver.answer = (_, response) => {
      open += 1
      most = Math.max(most, open)
      setImmediate(() => {
        open -= 1
        response.writeHead(200).end()
      })
    }
    await deliver(inSeconds(60), { timeoutSeconds: 5 })
    expect(most).toBe(1)
    expect((await listQueue(widgetId)).every(({ state }) => state === 'delivered')).toBe(true)
  })

  test('by ten megabytes, a reset or a body of anything is kept short and storable', async () => {
    const { owner, widgetId } = await registeredTeam(receiver.origin, start)
    const flood = Buffer.alloc(1024 * 1024, 'x')
    receiver.answer = (_, response) => {
      response.writeHead(500, { 'content-type': 'text/plain' })
      for (let count = 0; count < 10; count += 1) response.write(flood)
      response.end()
    }
    await deliver(start)
    receiver.answer = (_, response) => response.destroy()
    await deliver(inSeconds(5))
    receiver.answer = (_, response) => response.writeHead(400).end('a\0b\u001b[31m\ud83d')
    await deliver(inSeconds(25))
    const { id } = await onlyPostback(widgetId)
    const [anything, reset, big] = await listAttempts(owner, { widgetId, postbackId: id })
    expect(big?.response).toMatchObject({
      headers: { 'content-type': 'text/plain' },
      body: 'x'.repeat(2048),
      isTruncated: true,
    })
    expect(reset).toMatchObject({ status: null, response: undefined })
    expect(reset?.error).toMatch(/^The connection broke before the server answered/)
    expect(anything?.response?.body).toBe('a\uFFFDb\uFFFD[31m\uFFFD')
  })

  test('by being a private address is never called', async () => {
    const { widgetId } = await registeredTeam('http://127.0.0.1:9', start)
    await deliver(start)
    expect(await onlyPostback(widgetId)).toMatchObject({
      state: 'pending',
      attempts: 1,
      lastError: 'http://127.0.0.1:9 is not on the public internet, so the portal doesn’t call it.',
    })
  })
})

describe('a receiver that answers 410', () => {
  test('gets none from then on; everything is held, in order', async () => {
    const { owner, agent, widgetId, register } = await registeredTeam(receiver.origin, start)
    answerWith(410)
    await deliver(start)
    await register(agent.userId, inSeconds(1))
    await deliver(inSeconds(100_000))
    expect(receiver.received).toHaveLength(1)
    expect((await listQueue(widgetId)).map(({ state }) => state)).toEqual(['pending', 'pending'])
    const { stop, counts } = await listPostbacks(owner, { widgetId })
    expect([stop?.at, counts.pending]).toEqual([start, 2])
    const { events } = await listAuditEvents(owner, { action: 'postback' })
    expect(events.map(({ action }) => action)).toEqual(['postback.disabled'])
  })
})

describe('order', () => {
  test('is kept for each registration, however often its first one fails', async () => {
    const { agent, register, unregister } = await registeredTeam(receiver.origin, start)
    for (const [index, change] of [register, unregister, register, unregister, register].entries())
      await change(agent.userId, inSeconds(index + 1))
    let fails = 3
    receiver.answer = ({ url }, response) => {
      const isRefused = url.startsWith('/users') && fails-- > 0
      response.writeHead(isRefused ? 500 : 200).end()
    }
    for (const seconds of [10, 15, 40, 200]) await deliver(inSeconds(seconds))
    const users = receiver.received.filter(({ url }) => url.startsWith('/users'))
    expect(users.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'POST 500',
      'POST 500',
      'POST 500',
      'POST 200',
      'DELETE 200',
      'POST 200',
      'DELETE 200',
      'POST 200',
    ])
  })

  test('holds back no other registration', async () => {
    const { admin, agent, register } = await registeredTeam(receiver.origin, start)
    await register(agent.userId, inSeconds(1))
    await register(admin.userId, inSeconds(1))
    receiver.answer = ({ url }, response) => response.writeHead(url.includes(admin.userId) ? 500 : 200).end()
    await deliver(inSeconds(2))
    expect(receiver.received.map(({ status }) => status).sort()).toEqual([200, 200, 500])
  })

  test('tells of a location before its users, and withdraws it after them', async () => {
    const { admin, agent, widgetId, locationId, register } = await registeredTeam(receiver.origin, start)
    for (const { userId } of [admin, agent]) await register(userId, start)
    await deliver(inSeconds(1))
    await unregisterLocation(admin, { widgetId, locationId }, inSeconds(2))
    await deliver(inSeconds(2))
    expect(receiver.received.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toEqual([
      'POST /locations',
      'POST /users',
      'POST /users',
      'DELETE /users',
      'DELETE /users',
      'DELETE /locations',
    ])
  })

  test('lets users through while their location’s own postback fails', async () => {
    const { agent, register } = await registeredTeam(receiver.origin, start)
    await register(agent.userId, start)
    receiver.answer = ({ url }, response) =>
      response.writeHead(url.startsWith('/locations') ? 500 : 200).end()
    await deliver(inSeconds(1))
    expect(receiver.received.map(({ status }) => status)).toEqual([500, 200])
  })
})

describe('many receivers', () => {
  test('take turns: one that hangs has four places and slows no other', async () => {
    const slow = await registeredTeam(receiver.origin, start)
    for (const userId of await addMembers(slow.teamId, 20)) await slow.register(userId, start)
    const fast = await PostbackReceiver.start()
    allowOrigin(fast.origin)
    try {
      const other = await registeredTeam(fast.origin, start)
      for (const userId of await addMembers(other.teamId, 20)) await other.register(userId, start)
      let open = 0
      let most = 0
      const hanging: ServerResponse[] = []
      receiver.answer = ({ url }, response) => {
        if (url.startsWith('/locations')) return response.writeHead(200).end()
        open += 1
        most = Math.max(most, open)
        hanging.push(response)
        return response.once('close', () => {
          open -= 1
        })
      }
      const quick = new Promise<void>((settle) => {
        fast.answer = (_, response) => {
          response.writeHead(200).end()
          if (fast.received.length === 21) settle()
        }
      })
      const stop = new AbortController()
      const working = deliver(inSeconds(1), { timeoutSeconds: 30, leaseSeconds: 40, stopping: stop.signal })
      await quick
      stop.abort()
      // All of the quick receiver’s are there before the slow one lost its first.
      expect(await db().postbackAttempt.count({ where: { error: { not: null } } })).toBe(0)
      expect(most).toBe(4)
      for (const response of hanging) response.destroy()
      await working
    } finally {
      await fast.stop()
    }
  })

  test('get none while their widget is suspended', async () => {
    const { widgetId } = await registeredTeam(receiver.origin, start)
    await suspendWidget(await createReviewer(), { widgetId, reason: 'It misbehaves' })
    await deliver(inSeconds(1))
    expect(receiver.received).toEqual([])
  })
})

describe('a claim', () => {
  test('of a process that died falls back after its time, and the same id is sent', async () => {
    const { widgetId } = await registeredTeam(receiver.origin, start)
    const until = (ms: number) => ({ claimedUntil: new Date(Date.now() + ms) })
    await db().postback.updateMany({ where: { widgetId }, data: until(30_000) })
    await deliver(inSeconds(29))
    expect(receiver.received).toEqual([])
    await db().postback.updateMany({ where: { widgetId }, data: until(-1) })
    await deliver(inSeconds(30))
    expect(receiver.received).toMatchObject([{ id: (await onlyPostback(widgetId)).id }])
  })

  test('that somebody else has by now settles nothing, and leaves its attempt in the log', async () => {
    const { owner, widgetId } = await registeredTeam(receiver.origin, start)
    const claimedUntil = new Date(Date.now() + 99_000)
    receiver.answer = async (_, response) => {
      await db().postback.updateMany({ where: { widgetId }, data: { claimedUntil } })
      response.writeHead(200).end()
    }
    await deliver(start)
    const postback = await onlyPostback(widgetId)
    expect(postback).toMatchObject({ state: 'pending', attempts: 0, claimedUntil })
    expect(await listAttempts(owner, { widgetId, postbackId: postback.id })).toHaveLength(1)
  })

  test('without the key to the secret sends nothing and waits', async () => {
    const { widgetId } = await registeredTeam(receiver.origin, start)
    await db().secret.updateMany({ where: { widgetId }, data: { keyVersion: 99 } })
    await deliver(start)
    expect(receiver.received).toEqual([])
    expect(await onlyPostback(widgetId)).toMatchObject({
      state: 'pending',
      attempts: 0,
      nextAttemptAt: inSeconds(300),
      claimedUntil: null,
    })
  })

  test('is not taken once the worker stops', async () => {
    const { widgetId } = await registeredTeam(receiver.origin, start)
    await deliver(start, { stopping: AbortSignal.abort() })
    expect(await onlyPostback(widgetId)).toMatchObject({ claimedUntil: null })
  })
})

test('the worker is woken by the registration, and again by what failed', async () => {
  let fails = 1
  receiver.answer = (_, response) => response.writeHead(fails-- > 0 ? 500 : 200).end()
  const worker = await startWorker()
  try {
    const { agent, register, widgetId } = await registeredTeam(receiver.origin)
    await register(agent.userId)
    await expect
      .poll(async () => (await listQueue(widgetId)).map(({ state }) => state), { timeout: 15_000 })
      .toEqual(['delivered', 'delivered'])
    expect(receiver.received).toHaveLength(3)
  } finally {
    await worker.stop()
  }
})

test('what was settled 30 days ago is forgotten, and what was held as long is cancelled', async () => {
  const { owner, agent, widgetId, register } = await registeredTeam(receiver.origin, start)
  await deliver(start)
  answerWith(410)
  await register(agent.userId, inSeconds(1))
  await deliver(inSeconds(1))
  const days = (count: number) => inSeconds(count * 86_400)
  await prunePostbacks(days(30))
  expect((await listQueue(widgetId)).map(({ state }) => state)).toEqual(['delivered', 'pending'])
  await prunePostbacks(days(30.1))
  expect((await listQueue(widgetId)).map(({ state }) => state)).toEqual(['cancelled'])
  await prunePostbacks(days(61))
  expect(await listPostbacks(owner, { widgetId })).toMatchObject({ postbacks: [] })
  expect(await db().postbackAttempt.count({ where: { postback: { widgetId } } })).toBe(0)
})

test('a postback that one process sends is not claimed by another whose clock is ten minutes ahead', async () => {
  const { widgetId } = await registeredTeam(receiver.origin, start)
  const claim = (now: Date) => claimPostbacks({ now, leaseSeconds: 30, limit: 10, perWidget: 4, perHost: 8 })
  const [claimed] = await claim(start)
  expect(claimed).toMatchObject({ widgetId })
  for (const seconds of [600, 7200, 1]) expect(await claim(inSeconds(seconds))).toEqual([])
  await db().$executeRaw`UPDATE "Postback" SET "claimedUntil" = clock_timestamp() WHERE id = ${claimed?.id}`
  expect(await claim(inSeconds(1))).toHaveLength(1)
})
