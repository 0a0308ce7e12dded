import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, expect, test } from 'vitest'
import {
  changeRegistrations,
  findLive,
  lockRegistrations,
} from '@/lib/domain/installations/change-registrations'
import { registerAllMembers } from '@/lib/domain/installations/registrations'
import { db, inTransaction } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { addMembers, listQueue, registeredTeam } from '@/test/marketplace'
import { PostbackReceiver } from '@/test/postback-receiver'

/** The drill (`npm run drill`) sends ten times as many, and kills more often: a worker's start is most of the time. */
const { members, changes, killEvery, killsMin } = process.env.DRILL
  ? { members: 50, changes: 10, killEvery: 90, killsMin: 4 }
  : { members: 12, changes: 4, killEvery: 12, killsMin: 2 }
const secondsMax = 150

const workers: ChildProcess[] = []
afterAll(() => killAll())

function startWorker(origin: string): void {
  const worker = fork('test/postback-worker.ts', {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, DATABASE_URL: env().DATABASE_URL, OUTBOUND_ALLOW_ORIGINS: origin },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  workers.push(worker)
}

async function killOldest(): Promise<void> {
  const worker = workers.shift()
  if (!worker) return
  const ended = once(worker, 'exit')
  worker.kill('SIGKILL')
  await ended
}

async function killAll(): Promise<void> {
  while (workers.length > 0) await killOldest()
}

/** A team whose members were registered and unregistered by turns, and nothing of it sent yet. */
async function fillQueue(origin: string) {
  const { admin, teamId, widgetId, locationId } = await registeredTeam(origin)
  await addMembers(teamId, members - 2)
  for (let change = 0; change < changes / 2; change += 1) {
    await registerAllMembers(admin, { widgetId, locationId })
    await inTransaction(async (tx) => {
      await lockRegistrations(tx, teamId)
      const subjects = await findLive(tx, { teamId, widgetId, userId: { not: null } })
      await changeRegistrations(tx, admin, { teamId, event: 'unregistered', subjects, now: new Date() })
    })
  }
  const queue = await listQueue(widgetId)
  expect(queue).toHaveLength(members * changes + 1)
  return { widgetId, queue }
}

test('whatever kills the workers and whatever the receiver answers: nothing is lost, ids repeat, the order holds', {
  timeout: secondsMax * 1000,
}, async () => {
  const receiver = await PostbackReceiver.start()
  // The same failures and kills in each run, as far as the machine’s own timing lets them be.
  let state = 20_261_125
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
  try {
    const { widgetId, queue } = await fillQueue(receiver.origin)
    let kills = 0
    let killAt = 15
    let killing: Promise<void> = Promise.resolve()
    receiver.answer = (_, response) => {
      if (receiver.received.length === killAt) {
        kills += 1
        killAt += killEvery + Math.floor(random() * killEvery)
        killing = killOldest().then(() => startWorker(receiver.origin))
      }
      const chance = random()
      if (chance < 0.01) response.destroy()
      else response.writeHead(chance < 0.12 ? 500 : 204).end()
    }
    for (let count = 0; count < 2; count += 1) startWorker(receiver.origin)
    const count = () => db().postback.count({ where: { widgetId, state: 'pending' } })
    await expect.poll(count, { timeout: (secondsMax - 20) * 1000, interval: 200 }).toBe(0)
    await killing
    expect(kills).toBeGreaterThanOrEqual(killsMin)

    const known = new Map(queue.map((postback) => [postback.id, postback]))
    const taken = new Set(receiver.received.filter(({ status }) => status === 204).map(({ id }) => id))
    expect(queue.filter(({ id }) => !taken.has(id))).toEqual([])
    const last = new Map<string, number>()
    for (const { id, method, url } of receiver.received) {
      const postback = known.get(id)
      expect(`${method} ${receiver.origin}${url}`).toBe(`${postback?.method} ${postback?.url}`)
      const { lane = '', sequence } = postback ?? {}
      const before = last.get(lane) ?? 1
      // The same one again, or the one after it: never an older one, and none left out.
      expect([before, before + 1]).toContain(sequence)
      last.set(lane, sequence ?? 0)
    }
  } finally {
    await killAll()
    await receiver.stop()
  }
})
