import { type Actor, type PartnerActor, requirePartner } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { giveUpAfter } from '@/lib/domain/postbacks/queue'
import { AppError, notFound } from '@/lib/errors'
import { enqueue } from '@/lib/jobs/queue'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'

/**
 * Sends a postback again, and after it what followed it for the same registration and failed too: a receiver's last word is always
 * the newest one. @throws AppError not_found, wrong_state for one that waits, was overtaken, or may not be sent at all
 */
export async function replayPostback(
  actor: Actor,
  input: { widgetId: string; postbackId: string },
  now = databaseNow(),
): Promise<{ queued: number }> {
  const partner = requirePartner(actor, 'postback.replay')
  return inTransaction(async (tx) => {
    const widget = await lockOpenWidget(tx, partner, input.widgetId)
    const found = await tx.postback.findFirst({
      where: { id: input.postbackId, widgetId: widget.id },
      select: { id: true, registrationId: true, sequence: true },
    })
    if (!found) throw notFound('postback')
    await tx.$queryRaw`SELECT 1 FROM "Registration" WHERE id = ${found.registrationId} FOR NO KEY UPDATE`
    const after = { registrationId: found.registrationId, sequence: { gt: found.sequence } }
    const overtaking = await tx.postback.findFirst({
      where: {
        ...after,
        OR: [{ state: 'delivered' }, { state: 'pending', claimedUntil: { gt: databaseNow() } }],
      },
      select: { state: true },
    })
    if (overtaking)
      throw new AppError(
        'wrong_state',
        overtaking.state === 'delivered'
          ? 'A later postback of this registration was already delivered. Sending this one again would leave your server with outdated information.'
          : 'A later postback of this registration is being sent. Try again when it has finished.',
      )
    const { count } = await tx.postback.updateMany({
      where: { id: found.id, state: { not: 'pending' } },
      data: requeued(now),
    })
    if (count === 0)
      throw new AppError('wrong_state', 'This postback is already waiting for its next attempt.')
    const following = await tx.postback.updateMany({
      where: { ...after, state: { in: ['failed', 'cancelled'] } },
      data: requeued(now),
    })
    const queued = count + following.count
    await recordPostbacks(tx, partner, widget, 'postback.replayed', { postbacks: queued }, now)
    await enqueue(tx, 'postbacks.deliver', {})
    return { queued }
  })
}

/** Allows postbacks again after the receiver answered 410: held postbacks are sent, in order. Allowing twice changes nothing. */
export async function enablePostbacks(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<{ held: number }> {
  const partner = requirePartner(actor, 'postback.replay')
  return inTransaction(async (tx) => {
    const widget = await lockWidget(tx, partner, input.widgetId)
    if (!widget.postbacksDisabledAt) return { held: 0 }
    await tx.widget.update({
      where: { id: widget.id },
      data: { postbacksDisabledAt: null },
      select: { id: true },
    })
    const pending = { widgetId: widget.id, state: 'pending' }
    await tx.postback.updateMany({ where: { ...pending, attempts: { gt: 0 } }, data: requeued(now) })
    const held = await tx.postback.count({ where: pending })
    await recordPostbacks(tx, partner, widget, 'postback.enabled', { postbacks: held }, now)
    await enqueue(tx, 'postbacks.deliver', {})
    return { held }
  })
}

/** A postback reset to new: three days and the shortest waits again. */
function requeued(now: Date) {
  return {
    replayId: null,
    state: 'pending',
    attempts: 0,
    nextAttemptAt: now,
    giveUpAt: giveUpAfter(now),
    settledAt: null,
    claimedUntil: null,
    heldOrigin: null,
  }
}

export type LockedWidget = { id: string; name: string; postbacksDisabledAt: Date | null }

/** A partner's own widget, locked. @throws AppError not_found */
async function lockWidget(tx: Tx, partner: PartnerActor, widgetId: string): Promise<LockedWidget> {
  const [widget] = await tx.$queryRaw<LockedWidget[]>`
    SELECT w."id", w."postbacksDisabledAt", coalesce(v."name", w."id") AS name FROM "Widget" w
    LEFT JOIN "WidgetVersion" v ON v."id" = coalesce(w."servingVersionId", w."workingVersionId")
    WHERE w."id" = ${widgetId} AND w."partnerId" = ${partner.partnerId} FOR NO KEY UPDATE OF w`
  if (!widget) throw notFound('widget')
  return widget
}

/** The same, if its receiver wants postbacks. @throws AppError not_found, wrong_state */
export async function lockOpenWidget(tx: Tx, partner: PartnerActor, widgetId: string): Promise<LockedWidget> {
  const widget = await lockWidget(tx, partner, widgetId)
  if (widget.postbacksDisabledAt)
    throw new AppError(
      'wrong_state',
      'Your server answered 410, so postbacks are stopped. Allow postbacks again first.',
    )
  return widget
}

export async function recordPostbacks(
  tx: Tx,
  partner: PartnerActor,
  widget: LockedWidget,
  action: AuditAction,
  data: { postbacks: number; failedSince?: string },
  at: Date,
): Promise<void> {
  await recordAudit(tx, partner, {
    action,
    subject: { type: 'widget', id: widget.id, name: widget.name },
    partnerId: partner.partnerId,
    data,
    at,
  })
}
