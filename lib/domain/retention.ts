import { db } from '@/lib/server/db'

const launchDays = 90

/** Forgets launches older than 90 days, in batches, so that no statement holds many rows. */
export async function pruneLaunches(now = new Date()): Promise<void> {
  const before = new Date(now.getTime() - launchDays * 24 * 60 * 60 * 1000)
  let removed: number
  do {
    removed = await db().$executeRaw`
      DELETE FROM "Launch" WHERE id IN (SELECT id FROM "Launch" WHERE "createdAt" < ${before} LIMIT 5000)`
  } while (removed > 0)
}
