import { db } from '@/lib/server/db'

/** How long after the moment that it says a change may begin to be written: it waits for a connection, or is repeated. */
const lateSeconds = 10
/** After so long a transaction that has written nothing is a backup, which reads. */
const readerSeconds = 60

/**
 * Until when no change is to come any more. One that is committed after another may say an earlier moment, and who reads by cursor would
 * have passed it.
 */
export async function changesSettledAt(now: Date): Promise<Date> {
  const [row] = await db().$queryRaw<{ oldest: Date | null }[]>`
    SELECT min(xact_start) AS oldest FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND (backend_xid IS NOT NULL OR xact_start > clock_timestamp() - make_interval(secs => ${readerSeconds}))`
  const newest = Math.min(now.getTime(), row?.oldest?.getTime() ?? Number.POSITIVE_INFINITY)
  return new Date(newest - lateSeconds * 1000)
}
