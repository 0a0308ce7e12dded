import { giveUpAfter } from '@/lib/domain/postback-queue'
import { inTransaction, type Tx } from '@/lib/server/db'

/** A postback that this process alone sends, until `claimedUntil`. */
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
}

type ClaimInput = { now: Date; leaseSeconds: number; limit: number; perWidget: number }

/**
 * Claims postbacks that are due, at most `limit`, each the lowest of its registration that is not settled. Widgets take turns: none
 * has more than `perWidget` under way, in all processes together, and one whose server gave no answer has one. A claim that is not
 * settled in time falls back by itself.
 */
export function claimPostbacks(input: ClaimInput): Promise<ClaimedPostback[]> {
  return inTransaction(async (tx) => {
    const due = await findDue(tx, input)
    if (due.length === 0) return []
    // Whoever puts an earlier one of the registration back into the queue holds it too: what is read next is no older than that.
    const held = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "Registration" WHERE id = ANY(${due}) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`
    return takeLowest(
      tx,
      input,
      held.map(({ id }) => id),
    )
  })
}

/** The registrations with a postback that is due, by turns of the widgets. */
async function findDue(tx: Tx, { now, limit, perWidget }: ClaimInput): Promise<string[]> {
  const rows = await tx.$queryRaw<{ registrationId: string }[]>`
    WITH load AS (
      SELECT "widgetId", count(*) FILTER (WHERE "claimedUntil" > ${now}) AS open,
        bool_or("attempts" > 0 AND "lastStatus" IS NULL) AS silent
      FROM "Postback" WHERE "state" = 'pending' GROUP BY "widgetId"
    ), due AS (
      SELECT p."registrationId", p."nextAttemptAt", CASE WHEN load.silent THEN 1 ELSE ${perWidget}::int END AS places,
        load.open + row_number() OVER (PARTITION BY p."widgetId" ORDER BY p."nextAttemptAt", p."createdAt", p."id") AS place
      FROM "Postback" p
      JOIN "Registration" r ON r."id" = p."registrationId"
      JOIN "Widget" w ON w."id" = p."widgetId" AND w."postbacksDisabledAt" IS NULL AND w."suspendedAt" IS NULL
      JOIN load ON load."widgetId" = p."widgetId"
      WHERE p."state" = 'pending' AND p."nextAttemptAt" <= ${now}
        AND (p."claimedUntil" IS NULL OR p."claimedUntil" <= ${now})
        AND NOT EXISTS (
          SELECT 1 FROM "Postback" e
          WHERE e."registrationId" = p."registrationId" AND e."sequence" < p."sequence" AND e."state" = 'pending')
        -- A user is told of after their location, and a location is withdrawn after its users, unless those failed already.
        AND NOT EXISTS (
          SELECT 1 FROM "Registration" s JOIN "Postback" o ON o."registrationId" = s."id"
          WHERE s."teamId" = r."teamId" AND s."widgetId" = r."widgetId" AND s."locationId" = r."locationId"
            AND o."state" = 'pending' AND o."attempts" = 0 AND o."createdAt" <= p."createdAt" AND o."method" = p."method"
            AND CASE p."method" WHEN 'POST' THEN r."userId" IS NOT NULL AND s."userId" IS NULL
              ELSE r."userId" IS NULL AND s."userId" IS NOT NULL END
            AND NOT EXISTS (
              SELECT 1 FROM "Postback" f
              WHERE f."registrationId" = o."registrationId" AND f."sequence" < o."sequence"
                AND f."state" = 'pending' AND f."attempts" > 0))
    )
    SELECT "registrationId" FROM due WHERE place <= places ORDER BY place, "nextAttemptAt" LIMIT ${limit}::int`
  return rows.map(({ registrationId }) => registrationId)
}

function takeLowest(
  tx: Tx,
  { now, leaseSeconds }: ClaimInput,
  registrations: string[],
): Promise<ClaimedPostback[]> {
  const claimedUntil = new Date(now.getTime() + leaseSeconds * 1000)
  return tx.$queryRaw<ClaimedPostback[]>`
    UPDATE "Postback" p SET "claimedUntil" = ${claimedUntil},
      "giveUpAt" = CASE WHEN p."attempts" = 0 THEN ${giveUpAfter(now)} ELSE p."giveUpAt" END
    FROM (
      SELECT DISTINCT ON ("registrationId") "id" FROM "Postback"
      WHERE "registrationId" = ANY(${registrations}) AND "state" = 'pending' ORDER BY "registrationId", "sequence"
    ) lowest
    WHERE p."id" = lowest."id" AND p."nextAttemptAt" <= ${now}
      AND (p."claimedUntil" IS NULL OR p."claimedUntil" <= ${now})
    RETURNING p."id", p."widgetId", p."teamId", p."registrationId", p."sequence", p."method", p."url", p."attempts",
      p."giveUpAt", p."claimedUntil"`
}
