import type { PartnerActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { queueRun } from '@/lib/domain/certification/certifications'
import { lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction } from '@/lib/server/db'

/** When the receivers of a demo that is being seeded answer. */
const receiversStartSeconds = 20

/**
 * Puts a draft into review without a certification, which the product never does: the demo is made before its receivers answer. The
 * certification is queued with it, and the reviewer sees the result.
 */
export async function submitUncertified(
  owner: PartnerActor,
  { widgetId, note }: { widgetId: string; note?: string | undefined },
  submittedAt: Date,
): Promise<void> {
  const now = databaseNow()
  const runAt = new Date(now.getTime() + receiversStartSeconds * 1000)
  await inTransaction(async (tx) => {
    const { workingVersion: version } = await lockOwnWidget(tx, owner, widgetId)
    if (version?.state !== 'draft') throw new Error(`The demo’s widget ${widgetId} has no draft to submit.`)
    await queueRun(tx, {
      widgetId,
      version,
      requestedById: null,
      sendsEffects: false,
      record: undefined,
      now,
      runAt,
    })
    await tx.widgetVersion.update({
      where: { id: version.id },
      data: { state: 'in_review', submittedById: owner.userId, submittedAt, submitNote: note ?? null },
      select: { id: true },
    })
    await recordAudit(tx, owner, {
      action: 'widget.submitted',
      subject: { type: 'widget', id: widgetId, name: version.name },
      partnerId: owner.partnerId,
      data: { version: version.number, ...(note ? { note } : {}) },
      at: submittedAt,
    })
  })
}
