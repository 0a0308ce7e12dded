import { tryLockLanes } from '@/lib/domain/postbacks/lanes'
import { giveUpAfter } from '@/lib/domain/postbacks/queue'
import { enqueue } from '@/lib/jobs/queue'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

/** A postback that only this process sends, until `claimedUntil` by the database's clock. */
export type ClaimedPostback = {
  id: string
  widgetId: string | null
  endpointId: string | null
  recordId: string | null
  type: string | null
  body: string | null
  teamId: string
  lane: string
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
 * Claims postbacks that are due, at most `limit`, each the lowest of its lane that is not settled. Widgets and webhooks take turns: none
 * has more than `perWidget` under way, in all processes together, and one whose server gave no answer has one; nor has a host more than
 * `perHost`, across all of them. A claim that is not settled in time falls back by itself, and a job looks at that moment. What is
 * due is judged by `now`; whose claim it is by the database's clock, which all processes share.
 */
export async function claimPostbacks(input: ClaimInput): Promise<ClaimedPostback[]> {
  const due = await findDue(input)
  if (due.length === 0) return []
  return inTransaction(async (tx) => {
    // Putting an earlier one of a lane back into the queue takes the same lock, so the next read is not older than that.
    const claimed = await takeLowest(tx, input, await tryLockLanes(tx, due))
    const [first] = claimed
    if (first) await lookAtEnd(tx, first.claimedUntil)
    return claimed
  })
}

/**
 * The lanes with a postback that is due, by turns of the widgets and webhooks. A user is told of after their location, and a location is
 * withdrawn after its users, unless it is those that fail. Of postbacks each part reads what is
 * pending once, however much it is; of events, which an import makes by the million, only the first few of each webhook that are due.
 */
async function findDue({ now, limit, perWidget, perHost }: ClaimInput): Promise<string[]> {
  const rows = await db().$queryRaw<{ lane: string }[]>`
    WITH claimed AS MATERIALIZED (
      SELECT "endpointId", ${hostOf(Prisma.sql`"url"`)} AS host FROM "Postback" WHERE "state" = 'pending' AND "claimedUntil" > clock_timestamp()
    ), pending AS MATERIALIZED (
      SELECT p."id", p."registrationId", p."widgetId", p."method", p."createdAt", p."nextAttemptAt", p."claimedUntil",
        p."attempts", p."lastStatus", ${hostOf(Prisma.sql`p."url"`)} AS host, r."locationId", r."userId" IS NULL AS is_location,
        row_number() OVER lane AS place, first_value(p."attempts") OVER lane AS first_attempts
      FROM "Postback" p
      JOIN "Widget" w ON w."id" = p."widgetId" AND w."postbacksDisabledAt" IS NULL AND w."suspendedAt" IS NULL
      JOIN "Registration" r ON r."id" = p."registrationId"
      WHERE p."state" = 'pending' AND p."registrationId" IS NOT NULL
      WINDOW lane AS (PARTITION BY p."registrationId" ORDER BY p."sequence")
    ), load AS (
      SELECT "widgetId", count(*) FILTER (WHERE "claimedUntil" > clock_timestamp()) AS open,
        bool_or("attempts" > 0 AND "lastStatus" IS NULL) AS is_silent
      FROM pending GROUP BY "widgetId"
    ), host_load AS (
      SELECT host, count(*) AS open FROM claimed GROUP BY host
    ), company AS (
      SELECT "widgetId", "locationId",
        min("createdAt") FILTER (WHERE is_location AND "method" = 'POST') AS opens,
        min("createdAt") FILTER (WHERE NOT is_location AND "method" = 'DELETE') AS closes
      FROM pending WHERE first_attempts = 0 GROUP BY "widgetId", "locationId"
    ), due AS (
      SELECT p."registrationId" AS lane, p."nextAttemptAt", p.host, CASE WHEN load.is_silent THEN 1 ELSE ${perWidget}::int END AS turns,
        load.open + row_number() OVER (PARTITION BY p."widgetId" ORDER BY p."nextAttemptAt", p."createdAt", p."id") AS turn
      FROM pending p
      JOIN load ON load."widgetId" = p."widgetId"
      LEFT JOIN company c ON c."widgetId" = p."widgetId" AND c."locationId" = p."locationId"
      WHERE p.place = 1 AND p."nextAttemptAt" <= ${now} AND (p."claimedUntil" IS NULL OR p."claimedUntil" <= clock_timestamp())
        AND (CASE WHEN p.is_location AND p."method" = 'DELETE' THEN c.closes
          WHEN NOT p.is_location AND p."method" = 'POST' THEN c.opens END <= p."createdAt") IS NOT TRUE
      UNION ALL
      SELECT f.lane, f."nextAttemptAt", ${hostOf(Prisma.sql`e."url"`)} AS host, CASE WHEN EXISTS (SELECT 1 FROM "Postback" s
          WHERE s."endpointId" = e."id" AND s."state" = 'pending' AND s."attempts" > 0 AND s."lastStatus" IS NULL)
        THEN 1 ELSE ${perWidget}::int END AS turns,
        (SELECT count(*) FROM claimed c WHERE c."endpointId" = e."id")
          + row_number() OVER (PARTITION BY e."id" ORDER BY f."nextAttemptAt", f."id") AS turn
      FROM "WebhookEndpoint" e CROSS JOIN LATERAL (
        SELECT p."lane", p."id", p."nextAttemptAt" FROM "Postback" p
        WHERE p."endpointId" = e."id" AND p."state" = 'pending' AND p."nextAttemptAt" <= ${now}
          AND (e."stopReason" IS NULL OR p."recordId" IS NULL)
          AND (p."claimedUntil" IS NULL OR p."claimedUntil" <= clock_timestamp())
          AND NOT EXISTS (SELECT 1 FROM "Postback" b
            WHERE b."lane" = p."lane" AND b."sequence" < p."sequence" AND b."state" = 'pending')
        ORDER BY p."nextAttemptAt", p."id" LIMIT ${perWidget}::int) f
      WHERE e."deletedAt" IS NULL
    ), shared AS (
      SELECT d.lane, d."nextAttemptAt", d.turn, coalesce(h.open, 0)
        + row_number() OVER (PARTITION BY d.host ORDER BY d.turn, d."nextAttemptAt", d.lane) AS host_turn
      FROM due d LEFT JOIN host_load h ON h.host = d.host WHERE d.turn <= d.turns
    )
    SELECT lane FROM shared WHERE host_turn <= ${perHost}::int
    ORDER BY turn, "nextAttemptAt" LIMIT ${limit}::int`
  return rows.map(({ lane }) => lane)
}

function hostOf(url: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`coalesce(substring(${url} from '^[^/]*//([^/?#]*)'), '')`
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
  lanes: string[],
): Promise<ClaimedPostback[]> {
  const askedAt = performance.now()
  const rows = await tx.$queryRaw<Omit<ClaimedPostback, 'leaseEndsAt'>[]>`
    UPDATE "Postback" p SET "claimedUntil" = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float),
      "giveUpAt" = CASE WHEN p."attempts" = 0 THEN ${giveUpAfter(now)} ELSE p."giveUpAt" END,
      "url" = coalesce((SELECT e."url" FROM "WebhookEndpoint" e WHERE e."id" = p."endpointId"), p."url")
    FROM (
      SELECT DISTINCT ON ("lane") "id" FROM "Postback"
      WHERE "lane" = ANY(${lanes}) AND "state" = 'pending' ORDER BY "lane", "sequence"
    ) lowest
    WHERE p."id" = lowest."id" AND p."nextAttemptAt" <= ${now}
      AND (p."claimedUntil" IS NULL OR p."claimedUntil" <= clock_timestamp())
    RETURNING p."id", p."widgetId", p."endpointId", p."recordId", p."type", p."body", p."teamId", p."lane", p."sequence", p."method",
      p."url", p."attempts", p."giveUpAt", p."claimedUntil"`
  return rows.map((row) => ({ ...row, leaseEndsAt: askedAt + leaseSeconds * 1000 }))
}
