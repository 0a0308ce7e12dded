import { recordAudit } from '@/lib/domain/audit/events'
import type { ClaimedPostback } from '@/lib/domain/postbacks/claim'
import { isRecordBody } from '@/lib/domain/postbacks/event-body'
import { webhookSubject } from '@/lib/domain/postbacks/owners'
import type { Attempt } from '@/lib/domain/postbacks/postbacks.schema'
import { enqueue } from '@/lib/jobs/queue'
import { inTransaction, type Tx } from '@/lib/server/db'

/** What an attempt leads to. `gone` is the answer 410: the receiver wants no more of any. */
export type Outcome =
  | { state: 'delivered'; settledAt: Date }
  | { state: 'pending'; nextAttemptAt: Date }
  | { state: 'failed'; settledAt: Date }
  | { state: 'cancelled'; settledAt: Date }
  | { state: 'gone'; at: Date }

/**
 * Writes an attempt and what it led to. A process that lost the claim in the meantime only logs the attempt: the one that has it
 * settles the postback.
 */
export async function settlePostback(
  postback: ClaimedPostback,
  attempt: Attempt,
  given: Outcome,
): Promise<void> {
  await inTransaction(async (tx) => {
    // The owner before its postbacks, as in all code that changes both.
    await lockForChange(tx, postback, given)
    const isErased = await wasErased(tx, postback)
    const outcome = isErased ? withoutRetry(given, attempt.at) : given
    // What a server says of an erased record may name it.
    const { response, ...row } = isErased ? { ...attempt, response: undefined } : attempt
    await tx.postbackAttempt.create({
      data: { postbackId: postback.id, ...row, ...(response ? { response } : {}) },
      select: { id: true },
    })
    const { count } = await tx.postback.updateMany({
      where: { id: postback.id, state: 'pending', claimedUntil: postback.claimedUntil },
      data: {
        attempts: { increment: 1 },
        claimedUntil: null,
        heldOrigin: null,
        lastStatus: attempt.status,
        lastError:
          attempt.error ?? (outcome.state === 'delivered' ? null : `Your server answered ${attempt.status}.`),
        ...changeOf(outcome),
        ...(isRecordBody(postback.type) && outcome.state !== 'pending' && outcome.state !== 'gone'
          ? { body: null }
          : {}),
      },
    })
    if (count === 0) return
    if (outcome.state === 'delivered' && isTest(postback)) await beginEvents(tx, postback, outcome.settledAt)
    if (outcome.state === 'pending')
      await enqueue(tx, 'postbacks.deliver', {}, { runAt: outcome.nextAttemptAt })
    if (outcome.state === 'failed') await recordFailure(tx, postback, attempt, outcome.settledAt)
    if (outcome.state === 'gone') await disablePostbacks(tx, postback, outcome.at)
  })
}

/** What met a 410 waits with all others until the partner allows postbacks again: nothing is lost, nothing overtakes. */
function changeOf(outcome: Outcome) {
  switch (outcome.state) {
    case 'pending':
      return { nextAttemptAt: outcome.nextAttemptAt }
    case 'gone':
      return { nextAttemptAt: outcome.at }
    default:
      return { state: outcome.state, settledAt: outcome.settledAt, nextAttemptAt: null }
  }
}

/** A test event is about no record. */
function isTest({ endpointId, recordId }: ClaimedPostback): boolean {
  return endpointId !== null && recordId === null
}

async function lockForChange(tx: Tx, postback: ClaimedPostback, { state }: Outcome): Promise<void> {
  if (state === 'gone' && postback.widgetId !== null)
    await tx.$queryRaw`SELECT 1 FROM "Widget" WHERE id = ${postback.widgetId} FOR NO KEY UPDATE`
  if (state === 'gone' || (state === 'delivered' && isTest(postback)))
    await tx.$queryRaw`SELECT 1 FROM "WebhookEndpoint" WHERE id = ${postback.endpointId} FOR NO KEY UPDATE`
}

/** Whether the record of an event was erased while it was sent. */
async function wasErased(tx: Tx, { id, type }: ClaimedPostback): Promise<boolean> {
  if (!isRecordBody(type)) return false
  const [row] = await tx.$queryRaw<{ erased: boolean }[]>`
    SELECT "body" IS NULL AS erased FROM "Postback" WHERE id = ${id} FOR UPDATE`
  return row?.erased ?? true
}

/** There is nothing left to send. */
function withoutRetry(outcome: Outcome, at: Date): Outcome {
  return outcome.state === 'pending' ? { state: 'cancelled', settledAt: at } : outcome
}

/** The server answered the test event: from now on it is told of changes. */
async function beginEvents(tx: Tx, { endpointId, teamId, url }: ClaimedPostback, at: Date): Promise<void> {
  const [endpoint] = await tx.webhookEndpoint.updateManyAndReturn({
    // The server of another address may have answered it.
    where: { id: endpointId ?? '', url, stopReason: 'untested', deletedAt: null },
    data: { stopReason: null, stoppedAt: null },
    select: { id: true, url: true },
  })
  if (!endpoint) return
  const subject = webhookSubject(endpoint)
  await recordAudit(tx, { kind: 'system' }, { action: 'webhook.started', subject, teamId, at })
}

/** Of a webhook only its log says so: after an import there may be a million. */
async function recordFailure(tx: Tx, postback: ClaimedPostback, attempt: Attempt, at: Date): Promise<void> {
  if (postback.widgetId === null) return
  const widget = await findSubject(tx, postback.widgetId)
  await recordAudit(
    tx,
    { kind: 'system' },
    {
      action: 'postback.failed',
      subject: widget.subject,
      partnerId: widget.partnerId,
      teamId: postback.teamId,
      data: { postback: postback.id, attempts: postback.attempts + 1, status: attempt.status },
      at,
    },
  )
}

async function disablePostbacks(tx: Tx, postback: ClaimedPostback, at: Date): Promise<void> {
  if (postback.widgetId === null) return disableEndpoint(tx, postback, at)
  const { count } = await tx.widget.updateMany({
    where: { id: postback.widgetId, postbacksDisabledAt: null },
    data: { postbacksDisabledAt: at },
  })
  if (count === 0) return
  const widget = await findSubject(tx, postback.widgetId)
  await recordAudit(
    tx,
    { kind: 'system' },
    {
      action: 'postback.disabled',
      subject: widget.subject,
      partnerId: widget.partnerId,
      data: { postback: postback.id, status: 410 },
      at,
    },
  )
}

async function disableEndpoint(
  tx: Tx,
  { id: event, endpointId, teamId }: ClaimedPostback,
  at: Date,
): Promise<void> {
  const [endpoint] = await tx.webhookEndpoint.updateManyAndReturn({
    where: { id: endpointId ?? '', stopReason: null, deletedAt: null },
    data: { stopReason: 'gone', stoppedAt: at },
    select: { id: true, url: true },
  })
  if (!endpoint) return
  const subject = webhookSubject(endpoint)
  const data = { event, status: 410 }
  await recordAudit(tx, { kind: 'system' }, { action: 'webhook.disabled', subject, teamId, data, at })
}

async function findSubject(tx: Tx, widgetId: string) {
  const version = { select: { name: true } }
  const { partnerId, servingVersion, workingVersion } = await tx.widget.findUniqueOrThrow({
    where: { id: widgetId },
    select: { partnerId: true, servingVersion: version, workingVersion: version },
  })
  const name = servingVersion?.name ?? workingVersion?.name ?? widgetId
  return { partnerId, subject: { type: 'widget' as const, id: widgetId, name } }
}
