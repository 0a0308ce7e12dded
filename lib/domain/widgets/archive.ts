import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction } from '@/lib/server/db'

/**
 * Puts an approved widget away: every launch of it is stopped, and neither its partner's list nor any team shows it. Nothing of it is
 * deleted, and switches are kept.
 * @throws AppError not_found, wrong_state for one that was never approved, has a version in review, or is archived
 */
export async function archiveWidget(
  actor: Actor,
  input: { widgetId: string; reason: string },
  now = databaseNow(),
): Promise<void> {
  const partner = requirePartner(actor, 'widget.stop')
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    const version = widget.workingVersion ?? widget.servingVersion
    if (!widget.servingVersion || !version)
      throw new AppError('wrong_state', 'This widget was never approved. Delete its draft instead.')
    if (widget.workingVersion?.state === 'in_review')
      throw new AppError('wrong_state', 'This version is in review. Withdraw it, then archive the widget.')
    await tx.widget.update({
      where: { id: widget.id },
      data: {
        archivedAt: now,
        ...(widget.stoppedAt ? {} : { stoppedAt: now, stopReason: input.reason }),
      },
      select: { id: true },
    })
    await recordAudit(tx, partner, {
      action: 'widget.archived',
      subject: { type: 'widget', id: widget.id, name: version.name },
      partnerId: partner.partnerId,
      data: { reason: input.reason },
      at: now,
    })
  })
}

/** Brings an archived widget back to its lists. It stays stopped until its owner allows launches again. @throws AppError not_found */
export async function restoreWidget(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<void> {
  const partner = requirePartner(actor, 'widget.stop')
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId, { mayBeArchived: true })
    const version = widget.workingVersion ?? widget.servingVersion
    if (!widget.archivedAt || !version) return
    await tx.widget.update({ where: { id: widget.id }, data: { archivedAt: null }, select: { id: true } })
    await recordAudit(tx, partner, {
      action: 'widget.restored',
      subject: { type: 'widget', id: widget.id, name: version.name },
      partnerId: partner.partnerId,
      at: now,
    })
  })
}
