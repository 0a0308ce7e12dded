import { db } from '@/lib/server/db'

/** How long before its transaction the moment of a change may be: it waits for a connection, or is repeated. */
const lateSeconds = 10

/**
 * Until when no change is to come any more, while somebody writes. One that is committed after another may say an earlier moment, and who
 * reads by cursor would have passed it. While nobody writes there is no such moment: who writes a record and lists changes finds it.
 */
export async function changesSettledAt(): Promise<Date | undefined> {
  const [row] = await db().$queryRaw<{ oldest: Date | null }[]>`
    SELECT min(xact_start) AS oldest FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL`
  return row?.oldest ? new Date(row.oldest.getTime() - lateSeconds * 1000) : undefined
}
