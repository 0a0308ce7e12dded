import { timingSafeEqual } from 'node:crypto'
import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { completeOpenStep } from '@/lib/domain/crm/steps'
import type { AcceptedMessage, LaunchMessageInput } from '@/lib/domain/launches/launches.schema'
import { hashNonce } from '@/lib/domain/launches/sign'
import { sanitizeHtml } from '@/lib/domain/text/sanitize-html'
import { AppError, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

/**
 * Takes a message of a widget's frame that the stage passed on: the nonce must be that of this very launch, opened by this member.
 * HTML comes back sanitised, any number of times; a completed action spends the nonce.
 * @throws AppError not_found, nonce_mismatch, wrong_state for another slot's message, already_completed, rate_limited
 */
export async function acceptMessage(
  actor: Actor,
  input: LaunchMessageInput,
  now = databaseNow(),
): Promise<AcceptedMessage> {
  const team = requireTeam(actor, 'record.write')
  await consumeLimit('launch_message', team.userId)
  return inTransaction(async (tx) => {
    const launch = await lockLaunch(tx, team, input)
    const subject = { type: 'widget', id: launch.widgetId, name: launch.name } as const
    const shared = { subject, teamId: team.teamId, partnerId: launch.partnerId, at: now }
    if (input.event === 'insertHtml') {
      requirePlacement(launch, 'email_editor', 'Only the email editor can insert text into an email.')
      const html = sanitizeHtml(input.html)
      const data = { launch: launch.id, characters: html.length }
      await recordAudit(tx, team, { action: 'launch.html_inserted', data, ...shared })
      return { event: 'insertHtml', html }
    }
    requirePlacement(launch, 'custom_action', 'Only a custom action can complete its step.')
    if (launch.stepId === null || launch.stepId !== input.actionId)
      throw new AppError('nonce_mismatch', 'This frame was opened for a different action.')
    const { title } = await completeOpenStep(tx, team, {
      stepId: launch.stepId,
      widgetId: launch.widgetId,
      now,
    })
    await tx.launch.update({ where: { id: launch.id }, data: { completedAt: now }, select: { id: true } })
    const data = { launch: launch.id, step: String(launch.stepId) }
    await recordAudit(tx, team, { action: 'launch.action_completed', data, ...shared })
    return { event: 'completedAction', actionId: launch.stepId, title }
  })
}

type LockedLaunch = {
  id: string
  widgetId: string
  placement: string
  stepId: number | null
  nonceHash: string | null
  completedAt: Date | null
  name: string
  partnerId: string
}

/** The member's own launch, locked until its message was taken, so that of many at once one completes. */
async function lockLaunch(tx: Tx, team: TeamActor, input: LaunchMessageInput): Promise<LockedLaunch> {
  const [launch] = await tx.$queryRaw<LockedLaunch[]>`
    SELECT l."id", l."widgetId", l."placement", l."stepId", l."nonceHash", l."completedAt", v."name", w."partnerId"
    FROM "Launch" l JOIN "WidgetVersion" v ON v."id" = l."versionId" JOIN "Widget" w ON w."id" = l."widgetId"
    WHERE l."id" = ${input.launchId} AND l."teamId" = ${team.teamId}::uuid AND l."userId" = ${team.userId}::uuid
      AND w."suspendedAt" IS NULL AND w."stoppedAt" IS NULL
      AND EXISTS (SELECT 1 FROM "PlacementSwitch" s WHERE s."widgetId" = l."widgetId" AND s."teamId" = l."teamId"
        AND s."placement" = l."placement" AND s."enabled")
    FOR UPDATE OF l`
  if (!launch) throw notFound('launch')
  if (launch.nonceHash === null || !isSame(launch.nonceHash, hashNonce(input.nonce)))
    throw new AppError('nonce_mismatch', 'The message doesn’t carry this launch’s nonce.')
  if (launch.completedAt)
    throw new AppError(
      'already_completed',
      'This frame already completed its action, so its nonce can’t be used again.',
    )
  return launch
}

function requirePlacement(launch: LockedLaunch, placement: string, detail: string): void {
  if (launch.placement !== placement) throw new AppError('wrong_state', detail)
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
