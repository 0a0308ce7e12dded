import { type Actor, requirePartner, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { changedFields, versionFields } from '@/lib/domain/versions/content'
import { hashVersion, requireAsRead } from '@/lib/domain/versions/hash'
import { type LockedWidget, lockedWidgetSelect, lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { AppError, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

/** Asks a team to test the widget before review. Any id is taken: whether it names a team shows only when its admin accepts. */
export async function requestTesting(
  actor: Actor,
  input: { widgetId: string; teamId: string },
  now = databaseNow(),
): Promise<void> {
  const partner = requirePartner(actor, 'testing.request')
  await consumeLimit('testing_request', partner.partnerId)
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    if (widget.testState === 'accepted') {
      if (widget.testTeamId === input.teamId) return
      throw testedAlready()
    }
    await tx.widget.update({
      where: { id: widget.id },
      data: {
        testTeamId: input.teamId,
        testState: 'requested',
        testVersionId: null,
        testRequestedAt: now,
        testDecidedAt: null,
      },
      select: { id: true },
    })
    await recordAudit(tx, partner, {
      action: 'testing.requested',
      subject: { type: 'widget', id: widget.id, name: nameOf(widget) },
      partnerId: partner.partnerId,
      data: { team: input.teamId },
      at: now,
    })
  })
}

/** Ends a test or takes the request back, by the partner. The team's tabs go unless the widget is approved. */
export async function endTestingAsPartner(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<void> {
  const partner = requirePartner(actor, 'testing.request')
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    // A declined request looks open to the partner, so taking it back works like any other.
    if (widget.testState === null || widget.testState === 'ended')
      throw new AppError('wrong_state', 'This widget is not in testing.')
    await tx.widget.update({
      where: { id: widget.id },
      data: { testState: 'ended', testVersionId: null, testDecidedAt: now },
      select: { id: true },
    })
    await recordAudit(tx, partner, {
      action: 'testing.ended',
      subject: { type: 'widget', id: widget.id, name: nameOf(widget) },
      partnerId: partner.partnerId,
      // The team learns of the end of a test it accepted, and never of a request it did not answer.
      ...(widget.testState === 'accepted' && widget.testTeamId ? { teamId: widget.testTeamId } : {}),
      at: now,
    })
  })
}

/** The tasks that wait for this team's admin: requests, and versions of a widget in testing that differ from what was accepted. */
export async function listTestingRequests(actor: Actor) {
  const team = requireTeam(actor, 'testing.answer')
  const widgets = await db().widget.findMany({
    where: {
      testTeamId: team.teamId,
      suspendedAt: null,
      OR: [{ testState: 'requested' }, { testState: 'accepted', workingVersionId: { not: null } }],
    },
    orderBy: [{ testRequestedAt: 'asc' }, { id: 'asc' }],
    take: 50,
    select: {
      id: true,
      testState: true,
      testRequestedAt: true,
      testVersionId: true,
      partner: { select: { name: true } },
      servingVersion: { select: versionFields },
      testVersion: { select: versionFields },
      workingVersion: { select: { ...versionFields, id: true, state: true, decisionReason: true } },
    },
  })
  return widgets.flatMap(({ servingVersion, testVersion, workingVersion, partner, ...widget }) => {
    const version = workingVersion ?? servingVersion
    const isChange = widget.testState === 'accepted'
    if (!version || (isChange && workingVersion?.id === widget.testVersionId)) return []
    const opened = testVersion ?? servingVersion
    return [
      {
        ...version,
        id: widget.id,
        testRequestedAt: widget.testRequestedAt,
        partnerName: partner.name,
        contentHash: hashVersion(version),
        /** Of a change: what opens until it is accepted differs in these; null for a request. */
        changed: isChange ? (opened ? changedFields(opened, version) : []) : null,
        returnReason: isChange && workingVersion?.state === 'returned' ? workingVersion.decisionReason : null,
      },
    ]
  })
}

/** How many test requests and changed versions wait for this team's admins. */
export async function countTestingRequests(actor: Actor): Promise<number> {
  const team = requireTeam(actor, 'testing.answer')
  const [row] = await db().$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM "Widget"
    WHERE "testTeamId" = ${team.teamId}::uuid AND "suspendedAt" IS NULL AND ("testState" = 'requested'
      OR ("testState" = 'accepted' AND "workingVersionId" IS NOT NULL
        AND "workingVersionId" IS DISTINCT FROM "testVersionId"))`
  return row.count
}

/**
 * Accepts or declines a test, accepts a changed version of one that runs, or ends one, by the team's admin. What opens for the team is the
 * version that they were shown.
 * @throws AppError not_found when nothing waits for this team, changed_since_read
 */
export async function answerTesting(
  actor: Actor,
  input: { widgetId: string; accept: boolean; contentHash?: string | undefined },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'testing.answer')
  await inTransaction(async (tx) => {
    const widget = await lockOffered(tx, team, input.widgetId)
    const version = widget.workingVersion ?? widget.servingVersion
    const wasAccepted = widget.testState === 'accepted'
    const isKnown =
      wasAccepted && (!widget.workingVersion || widget.workingVersion.id === widget.testVersionId)
    if (input.accept && (!version || widget.suspendedAt || isKnown)) throw notFound('test request')
    if (input.accept && version) requireAsRead(version, input.contentHash)
    await tx.widget.update({
      where: { id: widget.id },
      data: {
        testState: input.accept ? 'accepted' : wasAccepted ? 'ended' : 'declined',
        testVersionId: input.accept ? (widget.workingVersion?.id ?? null) : null,
        ...(input.accept && wasAccepted ? {} : { testDecidedAt: now }),
      },
      select: { id: true },
    })
    const action = input.accept
      ? wasAccepted
        ? 'testing.change_accepted'
        : 'testing.accepted'
      : wasAccepted
        ? 'testing.ended'
        : 'testing.declined'
    await recordAudit(tx, team, {
      action,
      subject: { type: 'widget', id: widget.id, name: version?.name ?? widget.id },
      // A partner learns who tests its widget and who stopped, and can't tell a refusal from an unknown id.
      ...(input.accept || wasAccepted
        ? { partnerId: widget.partnerId, data: { team: team.organisation } }
        : {}),
      teamId: team.teamId,
      at: now,
    })
  })
}

/** A widget that this team was asked to test or tests, locked until the answer is written. @throws AppError not_found */
async function lockOffered(tx: Tx, team: TeamActor, widgetId: string): Promise<LockedWidget> {
  const [locked] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Widget" WHERE id = ${widgetId} AND "testTeamId" = ${team.teamId}::uuid
      AND "testState" IN ('requested', 'accepted') FOR UPDATE`
  if (!locked) throw notFound('test request')
  return tx.widget.findUniqueOrThrow({ where: { id: locked.id }, select: lockedWidgetSelect })
}

export function testedAlready(): AppError {
  return new AppError('wrong_state', 'A team is already testing this widget. End that test first.')
}

export function nameOf(widget: {
  workingVersion: { name: string } | null
  servingVersion: { name: string } | null
}): string {
  return widget.workingVersion?.name ?? widget.servingVersion?.name ?? ''
}
