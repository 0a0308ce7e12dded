import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { connectorsMax } from '@/lib/domain/connectors/connectors.schema'
import { endpointUrl } from '@/lib/domain/connectors/endpoint-url'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { readAt } from '@/lib/domain/secrets/lifecycle'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'

/** The team's connectors with how each stands. */
export async function listConnectors(actor: Actor, now = databaseNow()) {
  const team = requireTeam(actor, 'connector.read')
  const rows = await db().connector.findMany({
    where: { teamId: team.teamId, deletedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: connectorsMax,
    select: {
      id: true,
      name: true,
      protocol: true,
      disabledAt: true,
      createdAt: true,
      oauth: { select: { connectedAt: true, needsConnecting: true } },
      secrets: { where: { state: 'retiring', graceEndsAt: { gt: now } }, select: { graceEndsAt: true } },
      requests: { orderBy: { id: 'desc' }, take: 1, select: { at: true, reason: true } },
      _count: { select: { secrets: { where: { lastAcceptedAt: { not: null } } } } },
    },
  })
  return rows.map(({ requests, secrets, oauth, _count, ...row }) => ({
    ...row,
    hasAnswered: _count.secrets > 0,
    needsConnecting: oauth !== null && (!oauth.connectedAt || oauth.needsConnecting),
    protocol: row.protocol as ProtocolId,
    retiringUntil: secrets[0]?.graceEndsAt ?? undefined,
    lastRequest: requests[0],
  }))
}

const pageSize = 50

/** The same in pages, by cursor, with what a program needs of each. */
export async function listConnectorPage(actor: Actor, input: { cursor?: string | undefined }) {
  const team = requireTeam(actor, 'connector.read')
  const rows = await db().connector.findMany({
    where: { teamId: team.teamId, deletedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(input.cursor ? { cursor: { id: input.cursor }, skip: 1 } : {}),
    select: { id: true, name: true, protocol: true, disabledAt: true, createdAt: true },
  })
  return {
    connectors: rows.slice(0, pageSize),
    nextCursor: rows.length > pageSize ? rows[pageSize - 1]?.id : undefined,
  }
}

/** One connector with its endpoint URLs and secret versions; never a secret. @throws AppError not_found, also for another team's */
export async function getConnector(actor: Actor, connectorId: string, now = databaseNow()) {
  const team = requireTeam(actor, 'connector.read')
  const row = await db().connector.findFirst({
    where: { id: connectorId, teamId: team.teamId, deletedAt: null },
    select: {
      id: true,
      name: true,
      protocol: true,
      frameOrigins: true,
      unsignedParameters: true,
      lifetimeHours: true,
      apiBase: true,
      emailTemplates: true,
      frameSharedUntil: true,
      oauth: {
        select: {
          clientId: true,
          authorizeUrl: true,
          tokenUrl: true,
          returnOrigins: true,
          tenantId: true,
          integrationId: true,
          connectedAt: true,
          connectedBy: { select: { name: true } },
          expiresAt: true,
          refreshedAt: true,
          failure: true,
          needsConnecting: true,
        },
      },
      disabledAt: true,
      createdAt: true,
      createdBy: { select: { name: true } },
      secrets: {
        orderBy: { version: 'desc' },
        take: 50,
        select: {
          version: true,
          endpoint: true,
          state: true,
          fingerprint: true,
          createdAt: true,
          createdBy: { select: { name: true } },
          lastAcceptedAt: true,
          graceEndsAt: true,
          revokedAt: true,
        },
      },
    },
  })
  if (!row) throw notFound('connector')
  const protocol = row.protocol as ProtocolId
  return {
    ...row,
    protocol,
    hasAnswered: row.secrets.some(({ lastAcceptedAt }) => lastAcceptedAt !== null),
    endpoints: listEndpoints(protocol, row.id),
    secrets: row.secrets.map((secret) => readAt(secret, now)),
  }
}

/** Every URL to enter at the platform. */
function listEndpoints(protocol: ProtocolId, connectorId: string) {
  return profileOf(protocol).connector.endpoints.map((endpoint) => ({
    ...endpoint,
    url: endpointUrl(protocol, connectorId, endpoint.path),
  }))
}
