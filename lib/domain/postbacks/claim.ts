import { giveUpAfter } from '@/lib/domain/postbacks/queue'
import { enqueue } from '@/lib/jobs/queue'
import { db, inTransaction, type Tx } from '@/lib/server/db'

/** A postback that only this process sends, until `claimedUntil` by the database's clock. */
export type ClaimedPostback = {
  id: string
  widgetId: string
  teamId: string
  registrationId: string
  sequence: number
  method: 'POST' | 'DELETE'
  url: string
  attempts: number
  giveUpAt: Date
  claimedUntil: Date
  /** The same moment by the monotonic clock of this process, or a little earlier. */
  leaseEndsAt: number
}

type ClaimInput = { now: Date; leaseSeconds: number; limit: number; perWidget: number; perHost: number }

/**
 * Claims postbacks that are due, at most `limit`, each the lowest of its registration that is not settled. Widgets take turns: none
 * has more than `perWidget` under way, in all processes together, and one whose server gave no answer has one; nor has a host more than
 * `perHost`, across all widgets. A claim that is not settled in time falls back by itself, and a job looks at that moment. What is
 * due is judged by `now`; whose claim it is by the database's clock, which all processes share.
 */
export async function claimPostbacks(input: ClaimInput): Promise<ClaimedPostback[]> {
  const due = await findDue(input)
  if (due.length === 0) return []
  return inTransaction(async (tx) => {
    // Putting an earlier one of a registration back into the queue takes the same lock, so the next read is not older than that.
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "Registration" WHERE id = ANY(${due}) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`
    const locked = rows.map(({ id }) => id)
    const claimed = await takeLowest(tx, input, locked)
    const [first] = claimed
    if (first) await lookAtEnd(tx, first.claimedUntil)
    return claimed
  })
}

/**
 * The registrations with a postback that is due, by turns of the widgets. A user is told of after their location, and a location is
 * withdrawn after its users, unless it is those that fail. Each part reads what is pending once, however much it is.
 */
async function findDue({ now, limit, perWidget, perHost }: ClaimInput): Promise<string[]> {
  const rows = await db().$queryRaw<{ registrationId: string }[]>`
    WITH pending AS MATERIALIZED (
      SELECT p."id", p."registrationId", p."widgetId", p."method", p."createdAt", p."nextAttemptAt", p."claimedUntil",
        p."attempts", p."lastStatus", coalesce(substring(p."url" from '^[^/]*//([^/?#]*)'), '') AS host, r."locationId", r."userId" IS NULL AS is_location,
        row_number() OVER lane AS place, first_value(p."attempts") OVER lane AS first_attempts
      FROM "Postback" p
      JOIN "Widget" w ON w."id" = p."widgetId" AND w."postbacksDisabledAt" IS NULL AND w."suspendedAt" IS NULL
      JOIN "Registration" r ON r."id" = p."registrationId"
      WHERE p."state" = 'pending'
      WINDOW lane AS (PARTITION BY p."registrationId" ORDER BY p."sequence")
    ), load AS (
      SELECT "widgetId", count(*) FILTER (WHERE "claimedUntil" > clock_timestamp()) AS open,
        bool_or("attempts" > 0 AND "lastStatus" IS NULL) AS is_silent
      FROM pending GROUP BY "widgetId"
    ), host_load AS (
      SELECT host, count(*) FILTER (WHERE "claimedUntil" > clock_timestamp()) AS open FROM pending GROUP BY host
    ), company AS (
      SELECT "widgetId", "locationId",
        min("createdAt") FILTER (WHERE is_location AND "method" = 'POST') AS opens,
        min("createdAt") FILTER (WHERE NOT is_location AND "method" = 'DELETE') AS closes
      FROM pending WHERE first_attempts = 0 GROUP BY "widgetId", "locationId"
    ), due AS (
      SELECT p."registrationId", p."nextAttemptAt", p.host, CASE WHEN load.is_silent THEN 1 ELSE ${perWidget}::int END AS turns,
        load.open + row_number() OVER (PARTITION BY p."widgetId" ORDER BY p."nextAttemptAt", p."createdAt", p."id") AS turn
      FROM pending p
      JOIN load ON load."widgetId" = p."widgetId"
      LEFT JOIN company c ON c."widgetId" = p."widgetId" AND c."locationId" = p."locationId"
      WHERE p.place = 1 AND p."nextAttemptAt" <= ${now} AND (p."claimedUntil" IS NULL OR p."claimedUntil" <= clock_timestamp())
        AND (CASE WHEN p.is_location AND p."method" = 'DELETE' THEN c.closes
          WHEN NOT p.is_location AND p."method" = 'POST' THEN c.opens END <= p."createdAt") IS NOT TRUE
    ), shared AS (
      SELECT d."registrationId", d."nextAttemptAt", d.turn,
        h.open + row_number() OVER (PARTITION BY d.host ORDER BY d.turn, d."nextAttemptAt", d."registrationId") AS host_turn
      FROM due d JOIN host_load h ON h.host = d.host WHERE d.turn <= d.turns
    )
    SELECT "registrationId" FROM shared WHERE host_turn <= ${perHost}::int
    ORDER BY turn, "nextAttemptAt" LIMIT ${limit}::int`
  return rows.map(({ registrationId }) => registrationId)
}

/** If this process dies, another one looks when its claims end, and not only with the next minute. One job for all claims of a second. */
async function lookAtEnd(tx: Tx, claimedUntil: Date): Promise<void> {
  const second = Math.ceil(claimedUntil.getTime() / 1000)
  await enqueue(
    tx,
    'postbacks.deliver',
    {},
    { runAt: new Date(second * 1000), key: `postbacks.claimed_until.${second}` },
  )
}

async function takeLowest(
  tx: Tx,
  { now, leaseSeconds }: ClaimInput,
  registrations: string[],
): Promise<ClaimedPostback[]> {
  const askedAt = performance.now()
  const rows = await tx.$queryRaw<Omit<ClaimedPostback, 'leaseEndsAt'>[]>`
    UPDATE "Postback" p SET "claimedUntil" = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float),
      "giveUpAt" = CASE WHEN p."attempts" = 0 THEN ${giveUpAfter(now)} ELSE p."giveUpAt" END
    FROM (
      SELECT DISTINCT ON ("registrationId") "id" FROM "Postback"
      WHERE "registrationId" = ANY(${registrations}) AND "state" = 'pending' ORDER BY "registrationId", "sequence"
    ) lowest
    WHERE p."id" = lowest."id" AND p."nextAttemptAt" <= ${now}
      AND (p."claimedUntil" IS NULL OR p."claimedUntil" <= clock_timestamp())
    RETURNING p."id", p."widgetId", p."teamId", p."registrationId", p."sequence", p."method", p."url", p."attempts",
      p."giveUpAt", p."claimedUntil"`
  return rows.map((row) => ({ ...row, leaseEndsAt: askedAt + leaseSeconds * 1000 }))
}
