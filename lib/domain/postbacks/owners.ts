import { type Actor, type MemberActor, requirePartner, requireTeam } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import { AppError, notFound } from '@/lib/errors'
import { db, type Tx } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

/** Whose postbacks they are: a partner's widget, of which each registration has its order; or a team's webhook, of which each record has. */
export type PostbackOwner =
  | { widgetId: string; endpointId?: undefined }
  | { endpointId: string; widgetId?: undefined }

/** The rows of an owner. */
export function ownedBy({ widgetId, endpointId }: PostbackOwner): Prisma.Sql {
  return widgetId === undefined
    ? Prisma.sql`p."endpointId" = ${endpointId}`
    : Prisma.sql`p."widgetId" = ${widgetId}`
}

/** The owner of a row, exactly one of whose two ids is there. */
export function ownerOfRow(row: { widgetId: string | null; endpointId: string | null }): PostbackOwner {
  if (row.endpointId !== null) return { endpointId: row.endpointId }
  return { widgetId: row.widgetId ?? '' }
}

/** A webhook in the audit log. Its path and query may be a secret of the team's. */
export function webhookSubject({ id, url }: { id: string; url: string }) {
  return { type: 'webhook' as const, id, name: new URL(url).host }
}

export type Stop = { at: Date; reason: 'gone' | 'paused' | 'untested' }

/** An owner whose row is locked, with what a change of its postbacks needs. */
export type LockedOwner = {
  owner: PostbackOwner
  stop: Stop | null
  /** What its postbacks and their order are called. */
  words: { item: string; lane: string }
  record: (
    change: 'replayed' | 'enabled',
    data: { postbacks: number; failedSince?: string },
    at: Date,
  ) => Promise<void>
  allow: () => Promise<unknown>
}

/** Someone's own widget or webhook, locked. @throws AppError forbidden, not_found */
export async function lockOwner(tx: Tx, actor: Actor, owner: PostbackOwner): Promise<LockedOwner> {
  return owner.widgetId === undefined
    ? lockEndpoint(tx, actor, owner.endpointId)
    : lockWidget(tx, actor, owner.widgetId)
}

/** The same, if its receiver wants postbacks. @throws AppError forbidden, not_found, wrong_state */
export async function lockOpenOwner(tx: Tx, actor: Actor, owner: PostbackOwner): Promise<LockedOwner> {
  const locked = await lockOwner(tx, actor, owner)
  if (!locked.stop) return locked
  const { item } = locked.words
  throw new AppError(
    'wrong_state',
    locked.stop.reason === 'gone'
      ? `Your server answered 410, so ${item}s are stopped. Allow ${item}s again first.`
      : 'This webhook sends no events now. Resume it first.',
  )
}

async function lockWidget(tx: Tx, actor: Actor, widgetId: string): Promise<LockedOwner> {
  const partner = requirePartner(actor, 'postback.replay')
  const [widget] = await tx.$queryRaw<{ id: string; name: string; postbacksDisabledAt: Date | null }[]>`
    SELECT w."id", w."postbacksDisabledAt", coalesce(v."name", w."id") AS name FROM "Widget" w
    LEFT JOIN "WidgetVersion" v ON v."id" = coalesce(w."servingVersionId", w."workingVersionId")
    WHERE w."id" = ${widgetId} AND w."partnerId" = ${partner.partnerId} FOR NO KEY UPDATE OF w`
  if (!widget) throw notFound('widget')
  const { id, name, postbacksDisabledAt } = widget
  return {
    owner: { widgetId: id },
    stop: postbacksDisabledAt && { at: postbacksDisabledAt, reason: 'gone' },
    words: { item: 'postback', lane: 'registration' },
    record: (change, data, at) =>
      recordChange(tx, partner, {
        action: `postback.${change}`,
        subject: { type: 'widget', id, name },
        partnerId: partner.partnerId,
        data,
        at,
      }),
    allow: () =>
      tx.widget.update({ where: { id }, data: { postbacksDisabledAt: null }, select: { id: true } }),
  }
}

async function lockEndpoint(tx: Tx, actor: Actor, endpointId: string): Promise<LockedOwner> {
  const team = requireTeam(actor, 'webhook.manage')
  const [endpoint] = await tx.$queryRaw<
    { id: string; url: string; stopReason: Stop['reason'] | null; stoppedAt: Date | null }[]
  >`
    SELECT "id", "url", "stopReason", "stoppedAt" FROM "WebhookEndpoint"
    WHERE "id" = ${endpointId} AND "teamId" = ${team.teamId}::uuid AND "deletedAt" IS NULL FOR NO KEY UPDATE`
  if (!endpoint) throw notFound('webhook')
  const { id, url, stopReason, stoppedAt } = endpoint
  return {
    owner: { endpointId: id },
    stop: stopReason && stoppedAt && { at: stoppedAt, reason: stopReason },
    words: { item: 'event', lane: 'record' },
    record: (change, { postbacks, ...data }, at) =>
      recordChange(tx, team, {
        action: `webhook.${change}`,
        subject: webhookSubject({ id, url }),
        teamId: team.teamId,
        data: { queued: postbacks, ...data },
        at,
      }),
    allow: () =>
      tx.webhookEndpoint.update({
        where: { id },
        data: { stopReason: null, stoppedAt: null },
        select: { id: true },
      }),
  }
}

function recordChange(
  tx: Tx,
  actor: MemberActor,
  event: Omit<Parameters<typeof recordAudit>[2], 'action'> & { action: AuditAction },
) {
  return recordAudit(tx, actor, event)
}

/** Who may read an owner's log, and whether it is stopped. @throws AppError forbidden, not_found */
export async function findOwner(
  actor: Actor,
  owner: PostbackOwner,
): Promise<{ owner: PostbackOwner; stop: Stop | null }> {
  if (owner.widgetId !== undefined) return findWidget(actor, owner.widgetId)
  const team = requireTeam(actor, 'webhook.manage')
  const endpoint = await db().webhookEndpoint.findFirst({
    where: { id: owner.endpointId, teamId: team.teamId, deletedAt: null },
    select: { id: true, stopReason: true, stoppedAt: true },
  })
  if (!endpoint) throw notFound('webhook')
  const { id, stopReason, stoppedAt } = endpoint
  return {
    owner: { endpointId: id },
    stop: stopReason && stoppedAt ? { at: stoppedAt, reason: stopReason as Stop['reason'] } : null,
  }
}

/** The partner's own marketplace widget: no other has postbacks. */
async function findWidget(actor: Actor, widgetId: string) {
  const partner = requirePartner(actor, 'widget.read')
  const widget = await db().widget.findFirst({
    where: { id: widgetId, partnerId: partner.partnerId },
    select: { id: true, protocol: true, postbacksDisabledAt: true },
  })
  if (!widget) throw notFound('widget')
  if (!findFacts(widget.protocol)?.isRegistered)
    throw new AppError('not_found', 'Only a marketplace widget has postbacks.')
  const at = widget.postbacksDisabledAt
  return { owner: { widgetId: widget.id }, stop: at && { at, reason: 'gone' as const } }
}
