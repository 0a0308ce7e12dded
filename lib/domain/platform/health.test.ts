import { afterAll, expect, test } from 'vitest'
import { checkReadiness } from '@/lib/domain/platform/health'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import '@/test/database'

// The clocks are compared anew, so that no other test of this process sees a skewed one.
afterAll(() => checkReadiness())

const wrongBy = (seconds: number) => () => Date.now() + seconds * 1000

test.each([
  [3, true, "this machine's clock is 3.0 s ahead of the database's"],
  [-30, true, "this machine's clock is 30.0 s behind the database's"],
  [7200, false, "this machine's clock is 7200.0 s ahead of the database's"],
  [-61.5, false, "this machine's clock is 61.5 s behind the database's"],
  [0, true, "agrees with the database's"],
])('readiness names a clock that is %s s off, and is %s', async (seconds, ready, detail) => {
  const readiness = await checkReadiness(wrongBy(seconds))
  const expected = detail.replace(/\d+\.\d/, '')
  expect(readiness.checks.clock.detail.replace(/\d+\.\d/, '')).toBe(expected)
  expect(readiness.checks.clock.ok).toBe(ready)
  expect(readiness.ready).toBe(ready)
})

test('the time that processes share is the database’s, whatever this machine’s clock says', async () => {
  const realNow = Date.now
  Date.now = wrongBy(7200)
  try {
    await checkReadiness()
    const [{ ms }] = await db().$queryRaw<[{ ms: number }]>`
      SELECT extract(epoch FROM clock_timestamp())::float * 1000 AS ms`
    expect(Math.abs(databaseNow().getTime() - ms)).toBeLessThan(1_000)
  } finally {
    Date.now = realNow
  }
})
