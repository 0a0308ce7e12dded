import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { hashPostbackKey, postbackTemplates } from '@/lib/domain/connector-registrations'
import {
  addConnectorSecret,
  changeConnector,
  endpointUrl,
  generateSecret,
  recordConnector,
} from '@/lib/domain/connector-step'
import {
  type ConnectorProtocol,
  type CreateConnectorInput,
  type ListConnectorRequestsInput,
  platforms,
  type UpdateConnectorInput,
} from '@/lib/domain/connectors.schema'
import type { ShownSecret } from '@/lib/domain/secrets'
import { AppError, notFound } from '@/lib/errors'
import { newId, newToken } from '@/lib/ids'
import { db, inTransaction } from '@/lib/server/db'

const connectorsMax = 100
const requestsPageSize = 50

/** Sets up a connector with its first secret, which is accepted at once. It is shown this once, unless it was pasted. */
export async function createConnector(
  actor: Actor,
  input: CreateConnectorInput,
  now = new Date(),
): Promise<{ connectorId: string; shown: ShownSecret | undefined; postbackUrls: string[] }> {
  const team = requireTeam(actor, 'connector.manage')
  return inTransaction(async (tx) => {
    const count = await tx.connector.count({ where: { teamId: team.teamId, deletedAt: null } })
    if (count >= connectorsMax)
      throw new AppError('conflict', `A team has at most ${connectorsMax} connectors. Delete one first.`)
    const postbackKey = input.protocol === 'marketplace' ? newToken() : undefined
    const { id: connectorId } = await tx.connector.create({
      data: {
        id: newId('con'),
        postbackKeyHash: postbackKey ? hashPostbackKey(postbackKey) : null,
        teamId: team.teamId,
        protocol: input.protocol,
        name: input.name,
        frameOrigins: input.frameOrigins,
        unsignedParameters: input.unsignedParameters,
        createdById: team.userId,
        createdAt: now,
      },
      select: { id: true },
    })
    const secret = input.secret ?? generateSecret(input.protocol)
    const shown = await addConnectorSecret(tx, {
      connectorId,
      version: 1,
      secret,
      createdById: team.userId,
      now,
    })
    const data = { protocol: input.protocol, fingerprint: shown.fingerprint, pasted: Boolean(input.secret) }
    await recordConnector(
      tx,
      team,
      { id: connectorId, name: input.name, protocol: input.protocol },
      'connector.created',
      data,
      now,
    )
    const postbackUrls = postbackKey ? postbackTemplates(connectorId, postbackKey) : []
    return { connectorId, shown: input.secret ? undefined : shown, postbackUrls }
  })
}

/** The team's connectors with how each stands. */
export async function listConnectors(actor: Actor, now = new Date()) {
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
      secrets: { where: { state: 'retiring', graceEndsAt: { gt: now } }, select: { graceEndsAt: true } },
      requests: { orderBy: { id: 'desc' }, take: 1, select: { at: true, reason: true } },
    },
  })
  return rows.map(({ requests, secrets, ...row }) => ({
    ...row,
    protocol: row.protocol as ConnectorProtocol,
    retiringUntil: secrets[0]?.graceEndsAt ?? undefined,
    lastRequest: requests[0],
  }))
}

/** One connector with its endpoint URLs and secret versions; never a secret. @throws AppError not_found, also for another team's */
export async function getConnector(actor: Actor, connectorId: string, now = new Date()) {
  const team = requireTeam(actor, 'connector.read')
  const row = await db().connector.findFirst({
    where: { id: connectorId, teamId: team.teamId, deletedAt: null },
    select: {
      id: true,
      name: true,
      protocol: true,
      frameOrigins: true,
      unsignedParameters: true,
      disabledAt: true,
      createdAt: true,
      createdBy: { select: { name: true } },
      secrets: {
        orderBy: { version: 'desc' },
        take: 50,
        select: {
          version: true,
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
  const protocol = row.protocol as ConnectorProtocol
  return {
    ...row,
    protocol,
    endpoints: platforms[protocol].endpoints.map((endpoint) => ({
      ...endpoint,
      url: endpointUrl(protocol, row.id, endpoint.path),
    })),
    secrets: row.secrets.map((secret) => {
      const isOver = secret.state === 'retiring' && secret.graceEndsAt !== null && secret.graceEndsAt <= now
      return isOver ? { ...secret, state: 'revoked' as const, revokedAt: secret.graceEndsAt } : secret
    }),
  }
}

/** Changes name, frame origins and the list of unsigned parameters. */
export async function updateConnector(
  actor: Actor,
  input: UpdateConnectorInput,
  now = new Date(),
): Promise<void> {
  const { connectorId, ...data } = input
  await changeConnector(actor, connectorId, async (tx, team, connector) => {
    await tx.connector.update({ where: { id: connectorId }, data, select: { id: true } })
    const told = { frameOrigins: input.frameOrigins, unsignedParameters: input.unsignedParameters }
    await recordConnector(tx, team, { ...connector, name: input.name }, 'connector.updated', told, now)
  })
}

/** A disabled connector answers as one that does not exist; its requests are still logged. */
export async function switchConnector(
  actor: Actor,
  input: { connectorId: string; enabled: boolean },
  now = new Date(),
): Promise<void> {
  await changeConnector(actor, input.connectorId, async (tx, team, connector) => {
    const { count } = await tx.connector.updateMany({
      where: { id: connector.id, disabledAt: input.enabled ? { not: null } : null },
      data: { disabledAt: input.enabled ? null : now },
    })
    if (count > 0)
      await recordConnector(
        tx,
        team,
        connector,
        input.enabled ? 'connector.enabled' : 'connector.disabled',
        {},
        now,
      )
  })
}

/** Ends a connector for ever: its secrets are revoked, its log leaves the pages. What it logged on records stays. */
export async function deleteConnector(
  actor: Actor,
  input: { connectorId: string },
  now = new Date(),
): Promise<void> {
  await changeConnector(actor, input.connectorId, async (tx, team, connector) => {
    await tx.connector.update({ where: { id: connector.id }, data: { deletedAt: now }, select: { id: true } })
    await tx.connectorSecret.updateMany({
      where: { connectorId: connector.id, state: { not: 'revoked' } },
      data: { state: 'revoked', revokedAt: now },
    })
    await recordConnector(tx, team, connector, 'connector.deleted', {}, now)
  })
}

/** The requests that reached a connector, newest first, by cursor. */
export async function listConnectorRequests(
  actor: Actor,
  input: ListConnectorRequestsInput & { connectorId: string },
) {
  const team = requireTeam(actor, 'connector.read')
  const rows = await db().connectorRequest.findMany({
    where: {
      connectorId: input.connectorId,
      connector: { teamId: team.teamId, deletedAt: null },
      ...(input.cursor ? { id: { lt: BigInt(input.cursor) } } : {}),
      ...(input.outcome ? { reason: input.outcome === 'refused' ? { not: null } : null } : {}),
      ...(input.endpoint ? { endpoint: input.endpoint } : {}),
    },
    orderBy: { id: 'desc' },
    take: requestsPageSize + 1,
    omit: { connectorId: true },
  })
  const page = rows.slice(0, requestsPageSize)
  return {
    requests: page.map(({ id, parameters, ...row }) => ({
      ...row,
      id: String(id),
      parameters: parameters as Record<string, string>,
    })),
    nextCursor: rows.length > requestsPageSize ? String(page.at(-1)?.id) : undefined,
  }
}
