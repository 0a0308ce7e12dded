import { timingSafeEqual } from 'node:crypto'
import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { type AuditActor, recordAudit } from '@/lib/domain/audit/events'
import { completeOpenStep } from '@/lib/domain/crm/steps'
import type { LaunchOwner } from '@/lib/domain/launches/launches'
import type { AcceptedMessage, LaunchMessageInput } from '@/lib/domain/launches/launches.schema'
import { hashNonce } from '@/lib/domain/launches/sign'
import { sanitizeHtml } from '@/lib/domain/text/sanitize-html'
import { AppError, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'
import { consumeLimit } from '@/lib/server/rate-limit'

/** Takes a message of a frame that this member opened, as `acceptOwnMessage`; a completed action completes its step. */
export async function acceptMessage(
  actor: Actor,
  input: LaunchMessageInput,
  now = databaseNow(),
): Promise<AcceptedMessage> {
  const team = requireTeam(actor, 'record.write')
  const { teamId, userId } = team
  await consumeLimit('launch_message', userId)
  const owner = { teamId, userId, hostUserId: null }
  return acceptOwnMessage({ owner, actor: team }, input, now, async (tx, { stepId, widgetId }) => {
    const { title } = await completeOpenStep(tx, team, { stepId, widgetId, now })
    return title
  })
}

/**
 * Takes a message of a widget's frame that the stage passed on: the nonce must be that of this very launch, opened by its owner. HTML comes
 * back sanitised, any number of times; a completed action spends the nonce.
 * @param complete completes the step, and resolves to its title
 * @throws AppError not_found, nonce_mismatch, wrong_state for another slot's message, already_completed
 */
export function acceptOwnMessage(
  { owner, actor }: { owner: LaunchOwner; actor: AuditActor },
  input: LaunchMessageInput,
  now: Date,
  complete: (tx: Tx, step: { stepId: number; widgetId: string }) => Promise<string>,
): Promise<AcceptedMessage> {
  return inTransaction(async (tx) => {
    const launch = await lockLaunch(tx, owner, input)
    const subject = { type: 'widget', id: launch.widgetId, name: launch.name } as const
    const shared = { subject, teamId: owner.teamId, partnerId: launch.partnerId, at: now }
    const about = { launch: launch.id, ...(owner.hostUserId === null ? {} : { crmUser: owner.hostUserId }) }
    if (input.event === 'insertHtml') {
      requirePlacement(launch, 'email_editor', 'Only the email editor can insert text into an email.')
      const html = sanitizeHtml(input.html)
      const data = { ...about, characters: html.length }
      await recordAudit(tx, actor, { action: 'launch.html_inserted', data, ...shared })
      return { event: 'insertHtml', html }
    }
    requirePlacement(launch, 'custom_action', 'Only a custom action can complete its step.')
    const stepId = owner.hostUserId === null ? launch.stepId : launch.hostActionId
    if (stepId === null || stepId !== input.actionId)
      throw new AppError('nonce_mismatch', 'This frame was opened for a different action.')
    const title = await complete(tx, { stepId, widgetId: launch.widgetId })
    await tx.launch.update({ where: { id: launch.id }, data: { completedAt: now }, select: { id: true } })
    const data = { ...about, step: String(stepId) }
    await recordAudit(tx, actor, { action: 'launch.action_completed', data, ...shared })
    return { event: 'completedAction', actionId: stepId, title }
  })
}

type LockedLaunch = {
  id: string
  widgetId: string
  placement: string
  stepId: number | null
  hostActionId: number | null
  nonceHash: string | null
  completedAt: Date | null
  name: string
  partnerId: string
}

/** The owner's launch, locked until its message was taken, so that of many at once one completes. */
async function lockLaunch(tx: Tx, owner: LaunchOwner, input: LaunchMessageInput): Promise<LockedLaunch> {
  const isOwn =
    owner.hostUserId === null
      ? Prisma.sql`l."hostUserId" IS NULL AND l."userId" = ${owner.userId}::uuid`
      : Prisma.sql`l."hostUserId" = ${owner.hostUserId}`
  const [launch] = await tx.$queryRaw<LockedLaunch[]>`
    SELECT l."id", l."widgetId", l."placement", l."stepId", l."hostActionId", l."nonceHash", l."completedAt", v."name", w."partnerId"
    FROM "Launch" l JOIN "WidgetVersion" v ON v."id" = l."versionId" JOIN "Widget" w ON w."id" = l."widgetId"
    WHERE l."id" = ${input.launchId} AND l."teamId" = ${owner.teamId}::uuid AND ${isOwn}
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
