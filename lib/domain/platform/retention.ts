import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'

const launchDays = 90

/** Forgets launches older than 90 days, in batches, so that no statement holds many rows. */
export async function pruneLaunches(now = databaseNow()): Promise<void> {
  const before = new Date(now.getTime() - launchDays * 24 * 60 * 60 * 1000)
  let removed: number
  do {
    removed = await db().$executeRaw`
      DELETE FROM "Launch" WHERE id IN (SELECT id FROM "Launch" WHERE "createdAt" < ${before} LIMIT 5000)`
  } while (removed > 0)
}

const sandboxDays = 30

/** Forgets launches of the sandbox after 30 days, with the JSON that they were made of. */
export async function pruneSandboxLaunches(now = databaseNow()): Promise<void> {
  const before = new Date(now.getTime() - sandboxDays * 24 * 60 * 60 * 1000)
  let removed: number
  do {
    removed = await db().$executeRaw`
      DELETE FROM "SandboxLaunch" WHERE id IN
        (SELECT id FROM "SandboxLaunch" WHERE "createdAt" < ${before} LIMIT 5000)`
  } while (removed > 0)
}

const connectorRequestDays = 30
/** Longer than any window of time in which a call verifies. */
const replayDays = 2

/** Forgets requests of connectors after 30 days, stored responses after 2, and connections that were started and not finished. */
export async function pruneConnectorCalls(now = databaseNow()): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000)
  let removed: number
  do {
    removed = await db().$executeRaw`
      DELETE FROM "ConnectorRequest" WHERE id IN
        (SELECT id FROM "ConnectorRequest" WHERE "at" < ${before(connectorRequestDays)} LIMIT 5000)`
  } while (removed > 0)
  await db().connectorReplay.deleteMany({ where: { createdAt: { lt: before(replayDays) } } })
  await db().apiAnswer.deleteMany({ where: { createdAt: { lt: before(1) } } })
  await db().connectorOAuthState.deleteMany({ where: { createdAt: { lt: before(1) } } })
}

const postbackDays = 30

/**
 * Forgets postbacks and events 30 days after they were settled, with their attempts. What was held for as long, since the receiver wants none
 * or the widget is suspended, or its origin is not proven, is cancelled first. So are the events of a webhook that is paused.
 */
export async function prunePostbacks(now = databaseNow()): Promise<void> {
  const before = new Date(now.getTime() - postbackDays * 24 * 60 * 60 * 1000)
  await db().postback.updateMany({
    where: {
      state: 'pending',
      createdAt: { lt: before },
      OR: [
        { heldOrigin: { not: null } },
        { widget: { OR: [{ postbacksDisabledAt: { not: null } }, { suspendedAt: { not: null } }] } },
        { endpoint: { stopReason: { not: null } } },
      ],
    },
    data: {
      state: 'cancelled',
      settledAt: now,
      nextAttemptAt: null,
      body: null,
      lastError: `It waited ${postbackDays} days and nobody allowed it to be sent.`,
    },
  })
  let removed: number
  do {
    removed = await db().$executeRaw`
      DELETE FROM "Postback" WHERE id IN
        (SELECT id FROM "Postback" WHERE "state" <> 'pending' AND "settledAt" < ${before} LIMIT 5000)`
  } while (removed > 0)
  await db().postbackReplay.deleteMany({ where: { createdAt: { lt: before } } })
}

/** Forgets codes and tokens a day after they ended; a token that can be renewed, or tells that it was, with its ninety days. */
export async function pruneOAuth(now = databaseNow()): Promise<void> {
  const before = new Date(now.getTime() - 24 * 60 * 60 * 1000)
  await db().oAuthCode.deleteMany({ where: { expiresAt: { lt: before } } })
  let removed: number
  do {
    removed = await db().$executeRaw`
      DELETE FROM "AccessToken" WHERE "tokenHash" IN (SELECT "tokenHash" FROM "AccessToken"
        WHERE "expiresAt" < ${before} AND COALESCE("refreshExpiresAt", "expiresAt") < ${before} LIMIT 5000)`
  } while (removed > 0)
}

const runsKept = 20

/** Forgets runs of the certification beyond the newest twenty of a widget, with their pictures; never the report that a version was decided on. */
export async function pruneCertifications(): Promise<void> {
  await db().$executeRaw`
    DELETE FROM "CertificationRun" WHERE "id" IN (
      SELECT ranked."id" FROM (
        SELECT r."id", r."widgetId", r."versionId", r."finishedAt",
          row_number() OVER (PARTITION BY r."widgetId" ORDER BY r."createdAt" DESC, r."id" DESC) AS place
        FROM "CertificationRun" r WHERE r."state" IN ('done', 'stopped')
      ) ranked
      WHERE ranked.place > ${runsKept}
        AND NOT EXISTS (SELECT 1 FROM "WidgetVersion" s WHERE s."widgetId" = ranked."widgetId" AND s."submittedRunId" = ranked."id")
        AND ranked."id" IS DISTINCT FROM (
        SELECT d."id" FROM "CertificationRun" d JOIN "WidgetVersion" v ON v."id" = d."versionId"
        WHERE d."versionId" = ranked."versionId" AND d."state" = 'done' AND d."finishedAt" <= v."decidedAt"
        ORDER BY d."createdAt" DESC, d."id" DESC LIMIT 1
      ))`
}

/** Forgets the counters of limits whose window ended an hour ago. */
export async function pruneLimits(): Promise<void> {
  await db().$executeRaw`
    DELETE FROM rate_limits WHERE expire < floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint - 3600000`
}

const importDays = 90
const importProblemDays = 7
const importFileHours = 24

/**
 * Forgets imports after 90 days, the rows that failed after 7, and after a day a file that was only checked. A file of which nothing came
 * for that long goes too.
 */
export async function pruneImports(now = databaseNow()): Promise<void> {
  const before = (hours: number) => new Date(now.getTime() - hours * 60 * 60 * 1000)
  const unused = { state: { in: ['receiving', 'ready'] }, createdAt: { lt: before(importFileHours) } }
  await db().recordImport.updateMany({
    where: { OR: [unused, { endedAt: { lt: before(importFileHours) } }], hasFile: true },
    data: { hasFile: false },
  })
  let removed: number
  do {
    removed = await db().$executeRaw`
      DELETE FROM "RecordImportPart" WHERE ("importId", "number") IN (
        SELECT p."importId", p."number" FROM "RecordImport" i JOIN "RecordImportPart" p ON p."importId" = i."id"
        WHERE NOT i."hasFile" LIMIT 256)`
  } while (removed > 0)
  await db().recordImport.deleteMany({ where: unused })
  await db().recordImport.deleteMany({ where: { createdAt: { lt: before(importDays * 24) } } })
  do {
    removed = await db().$executeRaw`
      DELETE FROM "RecordImportProblem" WHERE ("importId", "line") IN (
        SELECT p."importId", p."line" FROM "RecordImportProblem" p JOIN "RecordImport" i ON i."id" = p."importId"
        WHERE i."endedAt" < ${before(importProblemDays * 24)} LIMIT 5000)`
  } while (removed > 0)
}

/** Forgets the sessions of embedding CRMs a day after they expired, with who their users were. */
export async function pruneEmbedSessions(now = databaseNow()): Promise<void> {
  const before = new Date(now.getTime() - 24 * 60 * 60 * 1000)
  let removed: number
  do {
    removed = await db().$executeRaw`
      DELETE FROM "EmbedSession" WHERE "id" IN
        (SELECT "id" FROM "EmbedSession" WHERE "expiresAt" < ${before} LIMIT 5000)`
  } while (removed > 0)
}
