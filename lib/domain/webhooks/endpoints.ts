import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { webhookSubject } from '@/lib/domain/postbacks/owners'
import { isLoopbackUrl, requireWidgetUrl } from '@/lib/domain/protocols/widget-url'
import { newWebhookSecret } from '@/lib/domain/secrets/formats'
import * as lifecycle from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { queueTestEvent } from '@/lib/domain/webhooks/events'
import type { CreateWebhookInput, UpdateWebhookInput } from '@/lib/domain/webhooks/webhooks.schema'
import { AppError, invalidField, notFound } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { enqueue } from '@/lib/jobs/queue'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'

const endpointsMax = 10

/**
 * Adds an address that is told of changed records, with a secret that only this answer has. Nothing is sent before a test event was
 * delivered. @throws AppError invalid_input, conflict
 */
export async function createWebhook(
  actor: Actor,
  input: CreateWebhookInput,
  now = databaseNow(),
): Promise<{ endpointId: string; shown: lifecycle.ShownSecret }> {
  const team = requireTeam(actor, 'webhook.manage')
  const url = requireUrl(input.url)
  return inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Team" WHERE id = ${team.teamId}::uuid FOR NO KEY UPDATE`
    const count = await tx.webhookEndpoint.count({ where: { teamId: team.teamId, deletedAt: null } })
    if (count >= endpointsMax)
      throw new AppError('conflict', `A team has at most ${endpointsMax} webhooks. Delete one first.`)
    const endpoint = { id: newId('whk'), url }
    await tx.webhookEndpoint.create({
      data: {
        ...endpoint,
        teamId: team.teamId,
        events: input.events,
        stopReason: 'untested',
        stoppedAt: now,
        createdById: team.userId,
        createdAt: now,
      },
      select: { id: true },
    })
    const shown = await lifecycle.begin(await readSeries(tx, team, endpoint.id, now), newWebhookSecret())
    const { version, fingerprint } = shown
    await record(tx, team, endpoint, 'webhook.created', { events: input.events, version, fingerprint }, now)
    return { endpointId: endpoint.id, shown }
  })
}

/**
 * Changes address and events. What waits goes to the new address; on another server only once that accepted a test event.
 * @throws AppError not_found, invalid_input
 */
export async function updateWebhook(
  actor: Actor,
  input: UpdateWebhookInput,
  now = databaseNow(),
): Promise<void> {
  const url = requireUrl(input.url)
  return change(actor, input.endpointId, async (tx, team, endpoint) => {
    const isSame = endpoint.url === url && JSON.stringify(endpoint.events) === JSON.stringify(input.events)
    if (isSame) return
    const isMoved = new URL(url).origin !== new URL(endpoint.url).origin
    await tx.webhookEndpoint.update({
      where: { id: endpoint.id },
      data: {
        url,
        events: input.events,
        ...(isMoved ? { stopReason: 'untested', stoppedAt: now } : {}),
      },
      select: { id: true },
    })
    await record(tx, team, { ...endpoint, url }, 'webhook.updated', { events: input.events }, now)
  })
}

/** Sends a test event, whether or not the webhook sends others now. Resolves to its id. @throws AppError not_found */
export function testWebhook(
  actor: Actor,
  input: { endpointId: string },
  now = databaseNow(),
): Promise<{ eventId: string }> {
  return change(actor, input.endpointId, async (tx, team, endpoint) => {
    const eventId = await queueTestEvent(tx, endpoint, now)
    await record(tx, team, endpoint, 'webhook.tested', { event: eventId }, now)
    return { eventId }
  })
}

/** Holds events until the webhook is resumed. @throws AppError not_found, wrong_state */
export function pauseWebhook(
  actor: Actor,
  input: { endpointId: string },
  now = databaseNow(),
): Promise<void> {
  return change(actor, input.endpointId, async (tx, team, endpoint) => {
    if (endpoint.stopReason !== null)
      throw new AppError('wrong_state', 'This webhook sends no events now. Reload the page to see its state.')
    await tx.webhookEndpoint.update({
      where: { id: endpoint.id },
      data: { stopReason: 'paused', stoppedAt: now },
      select: { id: true },
    })
    await record(tx, team, endpoint, 'webhook.paused', {}, now)
  })
}

/** A new secret that signs from now on, shown once; the previous one signs too until its grace ends. @throws AppError not_found, rotation_open */
export function rotateWebhookSecret(
  actor: Actor,
  input: { endpointId: string; graceHours: number },
  now = databaseNow(),
): Promise<lifecycle.ShownSecret> {
  return change(actor, input.endpointId, async (tx, team, endpoint) => {
    const series = await readSeries(tx, team, endpoint.id, now)
    const { graceHours } = input
    const shown = await lifecycle.replace(series, { secret: newWebhookSecret(), graceHours })
    const { version, fingerprint } = shown
    await record(tx, team, endpoint, 'webhook.secret_rotated', { version, fingerprint, graceHours }, now)
    return shown
  })
}

/** Ends the grace of the retiring secret by hand. @throws AppError not_found, wrong_state */
export function revokeWebhookSecret(
  actor: Actor,
  input: { endpointId: string; version: number },
  now = databaseNow(),
): Promise<void> {
  return change(actor, input.endpointId, async (tx, team, endpoint) => {
    await lifecycle.revoke(await readSeries(tx, team, endpoint.id, now), input.version)
    await record(tx, team, endpoint, 'webhook.secret_revoked', { version: input.version }, now)
  })
}

/** Deletes a webhook: from now on nothing is sent, and a job removes its events. @throws AppError not_found */
export function deleteWebhook(
  actor: Actor,
  input: { endpointId: string },
  now = databaseNow(),
): Promise<void> {
  return change(actor, input.endpointId, async (tx, team, endpoint) => {
    await tx.webhookEndpoint.update({
      where: { id: endpoint.id },
      data: { deletedAt: now },
      select: { id: true },
    })
    await lifecycle.revokeAll({ tx, policy: secretPolicies.webhook, ownerId: endpoint.id, now })
    await record(tx, team, endpoint, 'webhook.deleted', {}, now)
    await enqueue(tx, 'webhooks.forget', { endpointId: endpoint.id })
  })
}

/** Removes the events of a deleted webhook, some thousand at a time, then the webhook itself. It may run twice. */
export async function forgetWebhook(endpointId: string): Promise<void> {
  const endpoint = await db().webhookEndpoint.findUnique({
    where: { id: endpointId },
    select: { deletedAt: true },
  })
  if (!endpoint?.deletedAt) return
  let removed: number
  do {
    removed = await db().$executeRaw`
      DELETE FROM "Postback" WHERE id IN (SELECT id FROM "Postback" WHERE "endpointId" = ${endpointId} LIMIT 5000)`
  } while (removed > 0)
  await inTransaction(async (tx) => {
    await tx.webhookSecret.deleteMany({ where: { endpointId } })
    await tx.webhookEndpoint.deleteMany({ where: { id: endpointId } })
  })
}

/** As any address that the portal calls; which hosts it may call is checked at each call. @throws AppError invalid_input */
function requireUrl(text: string): string {
  // Plain http is for this machine only, which the check of widgets words for their team testing.
  const isPlain = /^http:/i.test(text) && URL.canParse(text) && !isLoopbackUrl(text)
  if (isPlain) throw invalidField('url', 'Start with https://.')
  return requireWidgetUrl(text, { taken: [] }).url
}

type Endpoint = { id: string; teamId: string; url: string; events: string[]; stopReason: string | null }

/** One change of a team's own webhook, whose row is locked. @throws AppError not_found */
function change<T>(
  actor: Actor,
  endpointId: string,
  run: (tx: Tx, team: TeamActor, endpoint: Endpoint) => Promise<T>,
): Promise<T> {
  const team = requireTeam(actor, 'webhook.manage')
  return inTransaction(async (tx) => {
    const [endpoint] = await tx.$queryRaw<Endpoint[]>`
      SELECT "id", "teamId", "url", "events", "stopReason" FROM "WebhookEndpoint"
      WHERE "id" = ${endpointId} AND "teamId" = ${team.teamId}::uuid AND "deletedAt" IS NULL FOR NO KEY UPDATE`
    if (!endpoint) throw notFound('webhook')
    return run(tx, team, endpoint)
  })
}

function readSeries(tx: Tx, team: TeamActor, ownerId: string, now: Date): Promise<lifecycle.SecretSeries> {
  return lifecycle.readSeries({ tx, policy: secretPolicies.webhook, ownerId, createdById: team.userId, now })
}

function record(
  tx: Tx,
  team: TeamActor,
  endpoint: { id: string; url: string },
  action: AuditAction,
  data: Record<string, string | number | string[]>,
  at: Date,
): Promise<void> {
  const subject = webhookSubject(endpoint)
  return recordAudit(tx, team, { action, subject, teamId: team.teamId, data, at })
}
