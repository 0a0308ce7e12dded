import { asyncCommitPool } from '@/lib/server/async-commit-pool'

/** What a key has used of its window, and how long the window still is. */
export type Window = { used: number; msLeft: number }

type Counted = { name: string; key: string; count: number; durationSeconds: number }

const databaseMs = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint'

/**
 * Counts uses in the key's window, only by the database's clock: no process's clock opens, closes or stretches one. A window that
 * ends later than a new one would was written by a wrong clock, and is cut.
 */
export async function countUses({ name, key, count, durationSeconds }: Counted): Promise<Window> {
  const { rows } = await asyncCommitPool().query<{ used: number; msLeft: string }>(
    `WITH clock AS MATERIALIZED (SELECT ${databaseMs} AS ms)
     INSERT INTO rate_limits AS limits (key, points, expire) SELECT $1, $2::int, clock.ms + $3::bigint FROM clock
     ON CONFLICT (key) DO UPDATE SET
       points = CASE WHEN limits.expire > excluded.expire - $3::bigint THEN limits.points ELSE 0 END + excluded.points,
       expire = CASE WHEN limits.expire > excluded.expire - $3::bigint THEN least(limits.expire, excluded.expire)
         ELSE excluded.expire END
     RETURNING points AS used, expire - (SELECT ms FROM clock) AS "msLeft"`,
    [`${name}:${key}`, count, durationSeconds * 1000],
  )
  return { used: rows[0]?.used ?? 0, msLeft: Number(rows[0]?.msLeft ?? 0) }
}

/** Takes one use back, if there is one in a window that is still open. */
export async function uncountUse({ name, key }: Pick<Counted, 'name' | 'key'>): Promise<void> {
  await asyncCommitPool().query(
    `UPDATE rate_limits SET points = points - 1 WHERE key = $1 AND points > 0 AND expire > ${databaseMs}`,
    [`${name}:${key}`],
  )
}
