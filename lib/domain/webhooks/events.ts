import { bodyOfEvent, isRecordBody, type RecordNoun, recordTable } from '@/lib/domain/postbacks/event-body'
import { erasedText } from '@/lib/domain/postbacks/postbacks.schema'
import { giveUpAfter } from '@/lib/domain/postbacks/queue'
import { testEvent, type WebhookEvent } from '@/lib/domain/webhooks/webhooks.schema'
import { newId } from '@/lib/ids'
import { enqueue } from '@/lib/jobs/queue'
import type { Tx } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

/**
 * Queues an event about each record for each webhook of the team that wants it, in the transaction that changed them; of erased ones before
 * they are deleted. The caller has locked or just inserted the records, so that their revisions number the events of each in order. One
 * statement, however many they are, which reads no record where the team has no webhook.
 * @param records ids, or a query whose one column has them
 */
export async function queueRecordEvents(
  tx: Tx,
  input: { teamId: string; type: WebhookEvent; records: readonly string[] | Prisma.Sql; now: Date },
): Promise<number> {
  const { teamId, type, records, now } = input
  // To plan the statement below takes longer than most teams' changes.
  const [wanted] = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "WebhookEndpoint" WHERE "teamId" = ${teamId}::uuid AND "deletedAt" IS NULL AND ${type} = ANY("events") LIMIT 1`
  if (!wanted) return 0
  const noun = type.slice(0, type.indexOf('.')) as RecordNoun
  const isRemoved = !isRecordBody(type)
  const ids = records instanceof Prisma.Sql ? records : Prisma.sql`SELECT unnest(${[...records]}::uuid[])`
  const at = Prisma.sql`${now}::timestamptz`
  const queued = await tx.$executeRaw`
    INSERT INTO "Postback" ("id", "endpointId", "recordId", "type", "body", "teamId", "lane", "sequence", "method", "url", "state",
      "nextAttemptAt", "createdAt", "giveUpAt")
    SELECT 'evt_' || replace(gen_random_uuid()::text, '-', ''), e."id", r."id", ${type},
      ${bodyOfEvent(noun, Prisma.sql`${type}::text`, at, isRemoved)}, r."teamId", e."id" || ':' || r."id",
      r."revision" + ${isRemoved ? 1 : 0}::int, 'POST', e."url", 'pending', ${now}, ${now}, ${giveUpAfter(now)}
    FROM "WebhookEndpoint" e JOIN ${recordTable(noun)} r ON r."teamId" = e."teamId"
    WHERE e."teamId" = ${teamId}::uuid AND e."deletedAt" IS NULL AND e."stopReason" IS DISTINCT FROM 'untested'
      AND ${type} = ANY(e."events") AND r."id" IN (${ids})`
  if (queued > 0) await enqueue(tx, 'postbacks.deliver', {})
  return queued
}

/**
 * Takes a record that is erased out of the events about it: what was not sent is not sent any more, and neither a body nor a server's answer
 * is kept. What is under way ends first, so that nothing comes after the event that it was deleted.
 */
export async function forgetRecordEvents(
  tx: Tx,
  { teamId, recordId, now }: { teamId: string; recordId: string; now: Date },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "PostbackAttempt" a SET "response" = NULL FROM "Postback" p
    WHERE p."id" = a."postbackId" AND p."recordId" = ${recordId}::uuid AND p."teamId" = ${teamId}::uuid`
  await tx.$executeRaw`
    UPDATE "Postback" SET "body" = NULL WHERE "recordId" = ${recordId}::uuid AND "teamId" = ${teamId}::uuid`
  await tx.$executeRaw`
    UPDATE "Postback" SET "state" = 'cancelled', "settledAt" = ${now}, "nextAttemptAt" = NULL, "claimedUntil" = NULL,
      "lastError" = ${erasedText}
    WHERE "recordId" = ${recordId}::uuid AND "teamId" = ${teamId}::uuid AND "state" = 'pending'
      AND ("claimedUntil" IS NULL OR "claimedUntil" <= clock_timestamp())`
}

/** Queues an event that is about no record, to see whether the server takes it. */
export async function queueTestEvent(
  tx: Tx,
  endpoint: { id: string; url: string; teamId: string },
  now: Date,
): Promise<string> {
  const id = newId('evt')
  const data = { message: 'This is a test event. No record changed.' }
  await tx.postback.create({
    data: {
      id,
      endpointId: endpoint.id,
      type: testEvent,
      body: JSON.stringify({ type: testEvent, timestamp: now.toISOString(), data }),
      teamId: endpoint.teamId,
      lane: id,
      sequence: 1,
      method: 'POST',
      url: endpoint.url,
      state: 'pending',
      nextAttemptAt: now,
      createdAt: now,
      giveUpAt: giveUpAfter(now),
    },
    select: { id: true },
  })
  await enqueue(tx, 'postbacks.deliver', {})
  return id
}
