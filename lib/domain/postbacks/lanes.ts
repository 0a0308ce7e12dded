import type { Tx } from '@/lib/server/db'

// Whoever claims and whoever replays holds the lane, so that neither acts on what the other is changing. A lane of a webhook has no row
// of its own that outlives its record, so it is locked by its name, for as long as the transaction lasts.

/** Locks those lanes that nobody has locked, and tells which. */
export async function tryLockLanes(tx: Tx, lanes: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ lane: string }[]>`
    SELECT lane FROM unnest(${lanes}::text[]) AS lane WHERE pg_try_advisory_xact_lock(hashtextextended(lane, 0))`
  return rows.map(({ lane }) => lane)
}

/** Waits for each lane in turn, always in the same order. */
export async function lockLanes(tx: Tx, lanes: string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock(key)::text FROM (
      SELECT DISTINCT hashtextextended(lane, 0) AS key FROM unnest(${lanes}::text[]) AS lane ORDER BY key) keys`
}
