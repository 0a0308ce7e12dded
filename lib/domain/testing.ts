import { type Actor, requirePartner, requireTeam } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit'
import { lockOwnWidget, versionFields } from '@/lib/domain/widgets'
import { AppError, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'
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
      throw new AppError('wrong_state', 'A team tests this widget now. End that test first.')
    }
    await tx.widget.update({
      where: { id: widget.id },
      data: { testTeamId: input.teamId, testState: 'requested', testRequestedAt: now, testDecidedAt: null },
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
      throw new AppError('wrong_state', 'No test is open.')
    await tx.widget.update({
      where: { id: widget.id },
      data: { testState: 'ended', testDecidedAt: now },
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

/** The requests that wait for this team's admin. */
export async function listTestingRequests(actor: Actor) {
  const team = requireTeam(actor, 'testing.answer')
  const widgets = await db().widget.findMany({
    where: { testTeamId: team.teamId, testState: 'requested', suspendedAt: null },
    orderBy: [{ testRequestedAt: 'asc' }, { id: 'asc' }],
    take: 50,
    select: {
      id: true,
      testRequestedAt: true,
      partner: { select: { name: true } },
      servingVersion: { select: versionFields },
      workingVersion: { select: versionFields },
    },
  })
  return widgets.flatMap(({ servingVersion, workingVersion, partner, ...widget }) => {
    const version = workingVersion ?? servingVersion
    return version ? [{ ...widget, ...version, partnerName: partner.name }] : []
  })
}

/** Accepts or declines a test, or ends one that runs, by the team's admin. @throws AppError not_found when nothing waits for this team */
export async function answerTesting(
  actor: Actor,
  input: { widgetId: string; accept: boolean },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'testing.answer')
  await inTransaction(async (tx) => {
    const settle = (from: 'requested' | 'accepted', to: 'accepted' | 'declined' | 'ended') =>
      tx.widget.updateManyAndReturn({
        where: {
          id: input.widgetId,
          testTeamId: team.teamId,
          testState: from,
          ...(to === 'accepted' ? { suspendedAt: null } : {}),
        },
        data: { testState: to, testDecidedAt: now },
        select: { id: true, partnerId: true, workingVersionId: true, servingVersionId: true },
      })
    const [answered] = await settle('requested', input.accept ? 'accepted' : 'declined')
    const [ended] = answered || input.accept ? [] : await settle('accepted', 'ended')
    const widget = answered ?? ended
    if (!widget) throw notFound('test request')
    const versionId = widget.workingVersionId ?? widget.servingVersionId
    const version = versionId
      ? await tx.widgetVersion.findUnique({ where: { id: versionId }, select: { name: true } })
      : null
    await recordAudit(tx, team, {
      action: ended ? 'testing.ended' : input.accept ? 'testing.accepted' : 'testing.declined',
      subject: { type: 'widget', id: widget.id, name: version?.name ?? widget.id },
      // A partner learns who tests its widget and who stopped, and hears of a refusal no more than of an unknown id.
      ...(input.accept || ended ? { partnerId: widget.partnerId, data: { team: team.organisation } } : {}),
      teamId: team.teamId,
      at: now,
    })
  })
}

function nameOf(widget: {
  workingVersion: { name: string } | null
  servingVersion: { name: string } | null
}): string {
  return widget.workingVersion?.name ?? widget.servingVersion?.name ?? ''
}
