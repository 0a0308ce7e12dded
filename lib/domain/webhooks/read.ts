import { type Actor, requireTeam } from '@/lib/auth/permissions'
import type { PostbackState } from '@/lib/domain/postbacks/postbacks.schema'
import { readAt } from '@/lib/domain/secrets/lifecycle'
import type { WebhookEvent, WebhookState } from '@/lib/domain/webhooks/webhooks.schema'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'

const endpointSelect = {
  id: true,
  url: true,
  events: true,
  stopReason: true,
  stoppedAt: true,
  createdAt: true,
} as const

/** The team's webhooks, oldest first, each with its newest event that was sent or waits. */
export async function listWebhooks(actor: Actor) {
  const team = requireTeam(actor, 'webhook.manage')
  const rows = await db().webhookEndpoint.findMany({
    where: { teamId: team.teamId, deletedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: {
      ...endpointSelect,
      postbacks: {
        orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
        take: 1,
        select: { type: true, state: true, createdAt: true, lastStatus: true },
      },
    },
  })
  return rows.map(({ postbacks: [last], ...row }) => ({
    ...describeEndpoint(row),
    last: last ? { ...last, state: last.state as PostbackState } : null,
  }))
}

/** One webhook with its secrets, of which nobody reads more than the fingerprint. @throws AppError not_found */
export async function getWebhook(actor: Actor, endpointId: string, now = databaseNow()) {
  const team = requireTeam(actor, 'webhook.manage')
  const row = await db().webhookEndpoint.findFirst({
    where: { id: endpointId, teamId: team.teamId, deletedAt: null },
    select: {
      ...endpointSelect,
      createdBy: { select: { name: true } },
      secrets: {
        orderBy: { version: 'desc' },
        take: 10,
        select: {
          version: true,
          state: true,
          fingerprint: true,
          createdAt: true,
          createdBy: { select: { name: true } },
          lastSignedAt: true,
          graceEndsAt: true,
          revokedAt: true,
        },
      },
    },
  })
  if (!row) throw notFound('webhook')
  const { secrets, createdBy, ...endpoint } = row
  return {
    ...describeEndpoint(endpoint),
    createdBy: createdBy.name,
    secrets: secrets.map((secret) => readAt(secret, now)),
  }
}

function describeEndpoint<Row extends { stopReason: string | null; events: string[] }>(row: Row) {
  const { stopReason, events, ...rest } = row
  return { ...rest, events: events as WebhookEvent[], state: (stopReason ?? 'active') as WebhookState }
}
