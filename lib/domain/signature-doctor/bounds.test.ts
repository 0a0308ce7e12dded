import { expect, test } from 'vitest'
import { examineRequest } from '@/lib/domain/profiles/examine-request'
import { createWorkBudget, createWorkClock } from '@/lib/domain/signature-doctor/work-budget'
import { worstDoctorInputs } from '@/scripts/bench/worst'

const now = new Date('2026-03-01T12:00:00.000Z')
const secrets = [{ label: 'the active secret', secret: '9f'.repeat(32), mistakes: [] }]
const unknown = Buffer.alloc(32).toString('base64')
const call = (body: string) =>
  `POST / HTTP/1.1\nx-showpad-signature-v1: ${unknown}\nx-showpad-signature-timestamp: 1772366400\n\n${body}`

test.each([
  ['JSON 800 deep', `${'{"a":['.repeat(400)}1${']}'.repeat(400)}${' '.repeat(9000)}`],
  ['JSON 13,000 deep', `${'['.repeat(13_000)}${']'.repeat(13_000)}`],
  ['96 kB without any trick', JSON.stringify({ text: 'Zoë '.repeat(19_000) })],
])('%s is examined within the budget, and the event loop turns meanwhile', async (_name, body) => {
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 1)
  const startedAt = performance.now()
  try {
    const { outcome } = await examineRequest({ protocol: 'showpad', pasted: call(body), secrets, now })
    expect(outcome).not.toBe('well')
  } finally {
    clearInterval(timer)
  }
  // Generous: the budget is 200 ms of its own work, and the machine may have other work.
  expect(performance.now() - startedAt).toBeLessThan(5000)
  expect(turns).toBeGreaterThan(2)
})

test('the search ends when its clock says so', async () => {
  let reads = 0
  const clock = () => {
    reads += 1
    return reads * 10
  }
  const { outcome } = await examineRequest({ protocol: 'showpad', pasted: call('{}'), secrets, now, clock })
  expect(outcome).toBe('unexplained')
  expect(reads).toBeLessThan(100)
})

test('what the machine gives to others in the middle of a slice is not counted, nor what other threads work', () => {
  const times = { now: 0, processor: 0 }
  const clock = createWorkClock(
    () => times.now,
    () => times.processor,
  )
  Object.assign(times, { now: 300, processor: 4 })
  expect(clock()).toBe(4)
  Object.assign(times, { now: 310, processor: 40 })
  expect(clock()).toBe(14)
})

test('many examinations at once take turns: one slice in each turn of the event loop', async () => {
  const turnOf = new Map<number, number>()
  let turn = 0
  let isOver = false
  const count = () => {
    turn += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const work = async () => {
    const budget = createWorkBudget(() => 0)
    for (let slice = 0; slice < 10; slice += 1) {
      await budget.pause()
      turnOf.set(turn, (turnOf.get(turn) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: 10 }, work))
  isOver = true
  expect(Math.max(...turnOf.values())).toBe(1)
})

test('the worst inputs of every size and protocol end unharmed', async () => {
  for (const { name, run } of worstDoctorInputs().filter((_, index) => index % 7 === 0))
    expect(await run(), name).toHaveProperty('outcome')
}, 120_000)
