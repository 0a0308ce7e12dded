import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { consumeLimit, returnLimit } from '@/lib/server/rate-limit'
import { withDatabase } from '@/test/database'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

const points = 10

async function useUp(key: string): Promise<void> {
  for (let used = 0; used < points; used += 1) await consumeLimit('sign_in_account', key)
}

/** Another process would load the module anew and share nothing but the database. */
async function otherInstance() {
  vi.resetModules()
  return import('@/lib/server/rate-limit')
}

test('refuses the eleventh use with the seconds to wait', async () => {
  const key = randomUUID()
  await useUp(key)
  const error = await refusalOf(consumeLimit('sign_in_account', key))
  expect(error).toMatchObject({ code: 'rate_limited', status: 429 })
  expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(800)
  expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeLessThanOrEqual(900)
})

test('keeps keys and limits apart', async () => {
  const key = randomUUID()
  await useUp(key)
  await expect(consumeLimit('sign_in_account', randomUUID())).resolves.toMatchObject({ remaining: 9 })
  await expect(consumeLimit('probe_widget', key)).resolves.toMatchObject({ remaining: 29 })
})

test('lets no more through when they come at once', async () => {
  const key = randomUUID()
  const calls = Array.from({ length: 30 }, () => consumeLimit('sign_in_account', key))
  expect(await settleAll(calls)).toEqual({ won: points, codes: ['rate_limited'] })
})

test('is shared by two instances', async () => {
  const key = randomUUID()
  await useUp(key)
  const other = await otherInstance()
  expect(await refusalOf(other.consumeLimit('sign_in_account', key))).toMatchObject({ code: 'rate_limited' })
})

test('lets a key in again once its window is over', async () => {
  const key = randomUUID()
  await useUp(key)
  await withDatabase((client) =>
    client.query('UPDATE rate_limits SET expire = 1 WHERE key = $1', [`sign_in_account:${key}`]),
  )
  await expect(consumeLimit('sign_in_account', key)).resolves.toMatchObject({ remaining: 9 })
})

test('is by the database’s clock: a process whose clock is wrong opens, closes and stretches no window', async () => {
  const key = randomUUID()
  await useUp(key)
  for (const hours of [-2, 2]) {
    vi.useFakeTimers({ now: Date.now() + hours * 3_600_000, toFake: ['Date'] })
    try {
      const other = await otherInstance()
      const error = await refusalOf(other.consumeLimit('sign_in_account', key))
      expect(error).toMatchObject({ code: 'rate_limited' })
      expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeLessThanOrEqual(900)
      const fresh = randomUUID()
      expect(await other.consumeLimit('api_call', fresh)).toMatchObject({ remaining: 1199 })
      expect((await other.consumeLimit('api_call', fresh)).resetSeconds).toBeLessThanOrEqual(60)
    } finally {
      vi.useRealTimers()
    }
  }
})

test('cuts a window that a wrong clock once stretched', async () => {
  const key = randomUUID()
  await useUp(key)
  await withDatabase((client) =>
    client.query('UPDATE rate_limits SET expire = expire + 7200000 WHERE key = $1', [
      `sign_in_account:${key}`,
    ]),
  )
  const error = await refusalOf(consumeLimit('sign_in_account', key))
  expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeLessThanOrEqual(900)
})

test('counts nothing that was given back', async () => {
  const key = randomUUID()
  for (let used = 0; used < 3 * points; used += 1) {
    await consumeLimit('sign_in_account', key)
    await returnLimit('sign_in_account', key)
  }
  await useUp(key)
  expect(await codeOf(consumeLimit('sign_in_account', key))).toBe('rate_limited')
})

test('a limit that instances take in parts is never exceeded by all of them together', async () => {
  const key = randomUUID()
  const instances = [await otherInstance(), await otherInstance(), await otherInstance()]
  const calls = instances.flatMap(({ consumeLimit: consume }) =>
    Array.from({ length: 500 }, () => consume('connector_call', key)),
  )
  const { won, codes } = await settleAll(calls)
  // Each instance has its own class of error, so that only its text tells what it was.
  expect(codes.every((code) => code.includes('rate_limited'))).toBe(true)
  // What an instance took last and did not use is lost: at most a part for each.
  expect(won).toBeLessThanOrEqual(1200)
  expect(won).toBeGreaterThan(1200 - 3 * 20)
})

test('tells after each use what is left, also of a limit that it takes in parts', async () => {
  const key = randomUUID()
  const left: number[] = []
  for (let used = 0; used < 45; used += 1) left.push((await consumeLimit('api_call', key)).remaining)
  expect(left).toEqual(Array.from({ length: 45 }, (_, index) => 1199 - index))
})
