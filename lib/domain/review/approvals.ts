import { type Actor, type ReviewerActor, requireReviewer } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { versionFields } from '@/lib/domain/versions/content'
import { changedSinceRead, requireAsRead } from '@/lib/domain/versions/hash'
import { submittedWidget, suspendableWidget } from '@/lib/domain/versions/submitted'
import { type LockedWidget, lockedWidgetSelect, searchTextOf } from '@/lib/domain/widgets/widgets'
import type { DecideVersionInput } from '@/lib/domain/widgets/widgets.schema'
import { AppError, invalidField, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

/**
 * Approves or returns the version that the reviewer looked at.
 * @throws AppError not_found, changed_since_read, wrong_state when it was decided or withdrawn meanwhile, own_version, invalid_input for a return without a reason
 */
export async function decideVersion(
  actor: Actor,
  input: DecideVersionInput,
  now = databaseNow(),
): Promise<void> {
  const reviewer = requireReviewer(actor, 'review.decide')
  if (input.decision === 'return' && !input.reason)
    throw invalidField('reason', 'Enter a reason: say what the partner should change.')
  await inTransaction(async (tx) => {
    const widget = await lockWidget(tx, input.widgetId)
    const version = widget.workingVersion
    if (version?.id !== input.versionId || version.state !== 'in_review')
      throw await explainStale(tx, widget, input.versionId)
    requireAsRead(version, input.contentHash)
    if ([version.createdById, version.submittedById].includes(reviewer.userId)) {
      throw new AppError('own_version', 'You worked on this version, so another reviewer must decide.')
    }
    const decision = { decidedById: reviewer.userId, decidedAt: now, decisionReason: input.reason ?? null }
    if (input.decision === 'return') {
      await tx.widgetVersion.update({
        where: { id: version.id },
        data: { ...decision, state: 'returned' },
        select: { id: true },
      })
      await recordReview(tx, reviewer, widget, 'widget.returned', now, {
        version: version.number,
        reason: input.reason ?? '',
      })
      await pauseTest(tx, reviewer, widget, now)
      return
    }
    if (widget.servingVersion) {
      await tx.widgetVersion.update({
        where: { id: widget.servingVersion.id },
        data: { state: 'superseded' },
        select: { id: true },
      })
    }
    await tx.widgetVersion.update({
      where: { id: version.id },
      data: { ...decision, state: 'approved' },
      select: { id: true },
    })
    const partner = await tx.partner.findUniqueOrThrow({
      where: { id: widget.partnerId },
      select: { name: true },
    })
    await tx.widget.update({
      where: { id: widget.id },
      data: {
        servingVersionId: version.id,
        workingVersionId: null,
        testVersionId: null,
        searchText: searchTextOf(version, partner.name),
      },
      select: { id: true },
    })
    await withdrawPlacements(
      tx,
      reviewer,
      { widgetId: widget.id, name: version.name, placements: version.placements },
      now,
    )
    await recordReview(tx, reviewer, widget, 'widget.approved', now, {
      version: version.number,
      ...(input.reason ? { reason: input.reason } : {}),
    })
  })
}

/** The version that was read is gone: another one waits now, or none does. */
async function explainStale(tx: Tx, widget: LockedWidget, versionId: string): Promise<AppError> {
  const pending = widget.workingVersion?.state === 'in_review' ? widget.workingVersion : null
  const read = await tx.widgetVersion.findFirst({
    where: { id: versionId, widgetId: widget.id, submittedAt: { not: null } },
    select: versionFields,
  })
  if (pending && read) return changedSinceRead(read, pending)
  return new AppError(
    'wrong_state',
    'This version was decided or withdrawn in the meantime. Reload the page.',
  )
}

/** What reviewers send back does not go on opening for the team that tests it, until its admin accepts it again. */
async function pauseTest(tx: Tx, reviewer: ReviewerActor, widget: LockedWidget, now: Date): Promise<void> {
  const { testState, testTeamId, testVersionId, workingVersion } = widget
  if (testState !== 'accepted' || !testTeamId || testVersionId !== workingVersion?.id) return
  await tx.widget.update({ where: { id: widget.id }, data: { testVersionId: null }, select: { id: true } })
  await recordAudit(tx, reviewer, {
    action: 'testing.version_returned',
    subject: { type: 'widget', id: widget.id, name: workingVersion.name },
    teamId: testTeamId,
    data: { version: workingVersion.number },
    at: now,
  })
}

/** Stops every launch of a widget for every team at once, also of a draft that one team tests. Switches are kept for its return. */
export async function suspendWidget(
  actor: Actor,
  input: { widgetId: string; reason: string },
  now = databaseNow(),
): Promise<void> {
  const reviewer = requireReviewer(actor, 'widget.suspend')
  await inTransaction(async (tx) => {
    const widget = await lockWidget(tx, input.widgetId, suspendableWidget)
    if (widget.suspendedAt) throw new AppError('wrong_state', 'This widget is already suspended.')
    await tx.widget.update({
      where: { id: widget.id },
      data: { suspendedAt: now, suspensionReason: input.reason },
      select: { id: true },
    })
    await recordReview(tx, reviewer, widget, 'widget.suspended', now, { reason: input.reason })
  })
}

/** Lets a suspended widget open again, on every placement that was on before. */
export async function reinstateWidget(
  actor: Actor,
  input: { widgetId: string; reason: string },
  now = databaseNow(),
): Promise<void> {
  const reviewer = requireReviewer(actor, 'widget.suspend')
  await inTransaction(async (tx) => {
    const widget = await lockWidget(tx, input.widgetId, suspendableWidget)
    if (!widget.suspendedAt) throw new AppError('wrong_state', 'This widget is not suspended.')
    await tx.widget.update({
      where: { id: widget.id },
      data: { suspendedAt: null, suspensionReason: null },
      select: { id: true },
    })
    await recordReview(tx, reviewer, widget, 'widget.reinstated', now, { reason: input.reason })
  })
}

async function lockWidget(tx: Tx, widgetId: string, allowed: Prisma.WidgetWhereInput = submittedWidget) {
  const [locked] = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id FROM "Widget" WHERE id = ${widgetId} FOR UPDATE`
  const widget = await tx.widget.findFirst({
    where: { id: locked?.id ?? '', ...allowed },
    select: lockedWidgetSelect,
  })
  if (!widget) throw notFound('widget')
  return widget
}

/** A placement that the new version no longer offers switches off, and every team that had it on finds the notice. */
async function withdrawPlacements(
  tx: Tx,
  reviewer: ReviewerActor,
  widget: { widgetId: string; name: string; placements: string[] },
  now: Date,
): Promise<void> {
  const gone = await tx.placementSwitch.updateManyAndReturn({
    where: { widgetId: widget.widgetId, enabled: true, placement: { notIn: widget.placements } },
    data: { enabled: false, withdrawnAt: now },
    select: { teamId: true, placement: true },
  })
  for (const { teamId, placement } of gone) {
    await recordAudit(tx, reviewer, {
      action: 'installation.placement_withdrawn',
      subject: { type: 'widget', id: widget.widgetId, name: widget.name },
      teamId,
      data: { placement },
      at: now,
    })
  }
}

async function recordReview(
  tx: Tx,
  reviewer: ReviewerActor,
  widget: {
    id: string
    partnerId: string
    workingVersion: { name: string } | null
    servingVersion: { name: string } | null
  },
  action: AuditAction,
  at: Date,
  data: Record<string, string | number>,
): Promise<void> {
  const name = widget.workingVersion?.name ?? widget.servingVersion?.name ?? widget.id
  await recordAudit(tx, reviewer, {
    action,
    subject: { type: 'widget', id: widget.id, name },
    partnerId: widget.partnerId,
    data,
    at,
  })
}
