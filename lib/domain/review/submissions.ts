import { type Actor, type PartnerActor, requirePartner } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { requirePassing } from '@/lib/domain/certification/standing'
import { requireProven } from '@/lib/domain/origins/proven'
import { listAddresses } from '@/lib/domain/protocols/widget-settings'
import { isLoopbackUrl } from '@/lib/domain/protocols/widget-url'
import { lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'
import { env } from '@/lib/server/env'

/**
 * Hands the working version to the reviewers. It cannot be edited until they decide or it is withdrawn.
 * @throws AppError not_found, wrong_state, certification_required when its certification is missing, old or fails, origin_unproven
 */
export async function submitVersion(
  actor: Actor,
  input: { widgetId: string; note?: string | undefined },
  now = databaseNow(),
): Promise<void> {
  const partner = requirePartner(actor, 'widget.submit')
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    const version = widget.workingVersion
    if (!version || (version.state !== 'draft' && version.state !== 'returned')) {
      throw new AppError(
        'wrong_state',
        version ? 'This version is already in review.' : 'There are no changes to review.',
      )
    }
    if (version.state === 'returned')
      throw new AppError('wrong_state', 'Make the changes that the reviewer asked for, then submit again.')
    const loopback = listAddresses(version).find(isLoopbackUrl)
    if (loopback && !env().ALLOW_LOOPBACK_WIDGETS) {
      throw new AppError(
        'wrong_state',
        `${loopback} is this machine’s own address. Before review, move the widget to a public https:// address.`,
      )
    }
    const { runId, isSelfRun } = await requirePassing(tx, version, { widgetId: widget.id })
    // The proof is read by calling the origin, which the portal cannot.
    if (!isSelfRun)
      await requireProven(tx, version, { widgetId: widget.id, partnerId: partner.partnerId, now })
    await tx.widgetVersion.update({
      where: { id: version.id },
      data: {
        state: 'in_review',
        submittedById: partner.userId,
        submittedAt: now,
        submitNote: input.note ?? null,
        submittedRunId: runId,
      },
      select: { id: true },
    })
    await recordOwn(tx, partner, widget.id, version, 'widget.submitted', now, {
      ...(input.note ? { note: input.note } : {}),
      ...(isSelfRun ? { selfRun: runId } : {}),
    })
  })
}

/** Takes a version back from review; it is a draft again. */
export async function withdrawVersion(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<void> {
  const partner = requirePartner(actor, 'widget.submit')
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    const version = widget.workingVersion
    if (version?.state !== 'in_review') throw new AppError('wrong_state', 'This version is not in review.')
    await tx.widgetVersion.update({
      where: { id: version.id },
      // When it was submitted stays: reviewers may have read it, so the next edit begins another version.
      data: { state: 'draft' },
      select: { id: true },
    })
    await recordOwn(tx, partner, widget.id, version, 'widget.withdrawn', now)
  })
}

/** The partner's own kill switch: from the next launch on, nothing opens, for any team, until it is resumed. */
export async function setStopped(
  actor: Actor,
  input: { widgetId: string; reason?: string; stop: boolean },
  now = databaseNow(),
): Promise<void> {
  const partner = requirePartner(actor, 'widget.stop')
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    if (Boolean(widget.stoppedAt) === input.stop) return
    const version = widget.workingVersion ?? widget.servingVersion
    await tx.widget.update({
      where: { id: widget.id },
      data: input.stop
        ? { stoppedAt: now, stopReason: input.reason ?? null }
        : { stoppedAt: null, stopReason: null },
      select: { id: true },
    })
    if (!version) return
    const data: Record<string, string> = input.reason ? { reason: input.reason } : {}
    await recordOwn(
      tx,
      partner,
      widget.id,
      version,
      input.stop ? 'widget.stopped' : 'widget.resumed',
      now,
      data,
    )
  })
}

async function recordOwn(
  tx: Tx,
  partner: PartnerActor,
  widgetId: string,
  version: { name: string; number: number },
  action: AuditAction,
  at: Date,
  data: Record<string, string> = {},
): Promise<void> {
  const subject = { type: 'widget' as const, id: widgetId, name: version.name }
  await recordAudit(tx, partner, {
    action,
    subject,
    partnerId: partner.partnerId,
    data: { version: version.number, ...data },
    at,
  })
}
