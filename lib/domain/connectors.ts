import { createHash, randomBytes, randomInt } from 'node:crypto'
import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit'
import type { AuditAction } from '@/lib/domain/audit.schema'
import {
  type ConnectorProtocol,
  type CreateConnectorInput,
  type ListConnectorRequestsInput,
  platforms,
  type UpdateConnectorInput,
} from '@/lib/domain/connectors.schema'
import { type ShownSecret, sealConnectorSecret } from '@/lib/domain/secrets'
import { AppError, notFound } from '@/lib/errors'
import { newId, newToken } from '@/lib/ids'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import { env } from '@/lib/server/env'

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
    const shown = await addSecret(tx, { connectorId, version: 1, secret, createdById: team.userId, now })
    const data = { protocol: input.protocol, fingerprint: shown.fingerprint, pasted: Boolean(input.secret) }
    await record(
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
export async function listConnectors(actor: Actor) {
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
      secrets: { where: { state: 'retiring' }, select: { graceEndsAt: true } },
      requests: { orderBy: { id: 'desc' }, take: 1, select: { at: true, status: true, reason: true } },
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
  await change(actor, connectorId, async (tx, team, connector) => {
    await tx.connector.update({ where: { id: connectorId }, data, select: { id: true } })
    const told = { frameOrigins: input.frameOrigins, unsignedParameters: input.unsignedParameters }
    await record(tx, team, { ...connector, name: input.name }, 'connector.updated', told, now)
  })
}

/** A disabled connector answers as one that does not exist; its requests are still logged. */
export async function switchConnector(
  actor: Actor,
  input: { connectorId: string; enabled: boolean },
  now = new Date(),
): Promise<void> {
  await change(actor, input.connectorId, async (tx, team, connector) => {
    const { count } = await tx.connector.updateMany({
      where: { id: connector.id, disabledAt: input.enabled ? { not: null } : null },
      data: { disabledAt: input.enabled ? null : now },
    })
    if (count > 0)
      await record(tx, team, connector, input.enabled ? 'connector.enabled' : 'connector.disabled', {}, now)
  })
}

/** Ends a connector for ever: its secrets are revoked, its log leaves the pages. What it logged on records stays. */
export async function deleteConnector(
  actor: Actor,
  input: { connectorId: string },
  now = new Date(),
): Promise<void> {
  await change(actor, input.connectorId, async (tx, team, connector) => {
    await tx.connector.update({ where: { id: connector.id }, data: { deletedAt: now }, select: { id: true } })
    await tx.connectorSecret.updateMany({
      where: { connectorId: connector.id, state: { not: 'revoked' } },
      data: { state: 'revoked', revokedAt: now },
    })
    await record(tx, team, connector, 'connector.deleted', {}, now)
  })
}

/**
 * A new secret that is accepted from now on, shown once. The previous one is accepted too until its grace ends; no grace
 * revokes it at once, as after a leak. @throws AppError rotation_open
 */
export async function rotateConnectorSecret(
  actor: Actor,
  input: { connectorId: string; graceHours: number },
  now = new Date(),
): Promise<ShownSecret> {
  return change(actor, input.connectorId, async (tx, team, connector) => {
    await endGrace(tx, connector.id, now)
    const secrets = await tx.connectorSecret.findMany({
      where: { connectorId: connector.id },
      orderBy: { version: 'desc' },
      select: { id: true, version: true, state: true, graceEndsAt: true },
    })
    const retiring = secrets.find(({ state }) => state === 'retiring')
    if (retiring && input.graceHours > 0) {
      const until = retiring.graceEndsAt?.toISOString()
      throw new AppError(
        'rotation_open',
        `v${retiring.version} is still accepted until ${until}. Revoke it to rotate again.`,
      )
    }
    const revoked = { state: 'revoked', revokedAt: now } as const
    if (retiring)
      await tx.connectorSecret.update({ where: { id: retiring.id }, data: revoked, select: { id: true } })
    const active = secrets.find(({ state }) => state === 'active')
    const graceEndsAt = new Date(now.getTime() + input.graceHours * 3_600_000)
    if (active) {
      await tx.connectorSecret.update({
        where: { id: active.id },
        data: input.graceHours > 0 ? { state: 'retiring', graceEndsAt } : revoked,
        select: { id: true },
      })
    }
    const version = (secrets[0]?.version ?? 0) + 1
    const shown = await addSecret(tx, {
      connectorId: connector.id,
      version,
      secret: generateSecret(connector.protocol),
      createdById: team.userId,
      now,
    })
    const data = { version, fingerprint: shown.fingerprint, graceHours: input.graceHours }
    await record(tx, team, connector, 'connector.secret_rotated', data, now)
    return shown
  })
}

/** Ends the grace of the retiring secret by hand. */
export async function revokeConnectorSecret(
  actor: Actor,
  input: { connectorId: string; version: number },
  now = new Date(),
): Promise<void> {
  await change(actor, input.connectorId, async (tx, team, connector) => {
    const { count } = await tx.connectorSecret.updateMany({
      where: { connectorId: connector.id, version: input.version, state: 'retiring' },
      data: { state: 'revoked', revokedAt: now },
    })
    if (count === 0)
      throw new AppError(
        'wrong_state',
        `v${input.version} is not retiring. Reload the page to see where it stands.`,
      )
    await record(tx, team, connector, 'connector.secret_revoked', { version: input.version }, now)
  })
}

/** Replaces the key of the postback URLs, which are shown this once: those in use end at this moment. */
export async function renewPostbackKey(
  actor: Actor,
  input: { connectorId: string },
  now = new Date(),
): Promise<{ postbackUrls: string[] }> {
  return change(actor, input.connectorId, async (tx, team, connector) => {
    if (connector.protocol !== 'marketplace')
      throw new AppError('wrong_state', 'Only a marketplace connector has postbacks.')
    const key = newToken()
    await tx.connector.update({
      where: { id: connector.id },
      data: { postbackKeyHash: hashPostbackKey(key) },
      select: { id: true },
    })
    await record(tx, team, connector, 'connector.postback_key_renewed', {}, now)
    return { postbackUrls: postbackTemplates(connector.id, key) }
  })
}

/** The locations and users that a platform registered, the newest first. */
export async function listRegistrations(actor: Actor, connectorId: string) {
  const team = requireTeam(actor, 'connector.read')
  return db().connectorRegistration.findMany({
    where: { connectorId, connector: { teamId: team.teamId, deletedAt: null } },
    orderBy: [{ registeredAt: 'desc' }, { locationId: 'asc' }, { userId: 'asc' }],
    take: 100,
    omit: { connectorId: true },
  })
}

/** The key itself is in the platform's settings alone. */
export function hashPostbackKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
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

/** Where a platform calls a connector. */
export function endpointUrl(protocol: ConnectorProtocol, connectorId: string, path: string): string {
  return `${env().PORTAL_ORIGIN}/api/connectors/${protocol}/${connectorId}/${path}`
}

type Named = { id: string; name: string; protocol: ConnectorProtocol }

async function change<T>(
  actor: Actor,
  connectorId: string,
  run: (tx: Tx, team: TeamActor, connector: Named) => Promise<T>,
): Promise<T> {
  const team = requireTeam(actor, 'connector.manage')
  return inTransaction(async (tx) => {
    // Held until commit, so that of two rotations at once one waits and then sees the other.
    const [held] = await tx.$queryRaw<Named[]>`
      SELECT "id", "name", "protocol" FROM "Connector"
      WHERE "id" = ${connectorId} AND "teamId" = ${team.teamId}::uuid AND "deletedAt" IS NULL FOR UPDATE`
    if (!held) throw notFound('connector')
    return run(tx, team, held)
  })
}

async function endGrace(tx: Tx, connectorId: string, now: Date): Promise<void> {
  await tx.connectorSecret.updateMany({
    where: { connectorId, state: 'retiring', graceEndsAt: { lte: now } },
    data: { state: 'revoked', revokedAt: now },
  })
}

async function addSecret(
  tx: Tx,
  input: { connectorId: string; version: number; secret: string; createdById: string; now: Date },
): Promise<ShownSecret> {
  const { connectorId, version, secret, createdById, now } = input
  const { fingerprint, ...sealed } = sealConnectorSecret({ connectorId, version, secret })
  await tx.connectorSecret.create({
    data: {
      id: newId('sec'),
      connectorId,
      version,
      state: 'active',
      ...sealed,
      fingerprint,
      createdById,
      createdAt: now,
    },
    select: { id: true },
  })
  return { version, secret, fingerprint }
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 64 hex characters; 36 of base62, 214 bits, where the platform's field takes no more. */
function generateSecret(protocol: ConnectorProtocol): string {
  if (protocol !== 'marketplace') return randomBytes(32).toString('hex')
  return Array.from({ length: 36 }, () => base62[randomInt(base62.length)]).join('')
}

function postbackTemplates(connectorId: string, key: string): string[] {
  const base = `${endpointUrl('marketplace', connectorId, 'postbacks')}?key=${key}`
  const location =
    'location_id={{location.id}}&account_number={{location.account_number}}&location_api_id={{location.location_api_id}}'
  const user =
    'user_id={{user.id}}&username={{user.username}}&email={{user.email}}&domain_url={{user.domain.url}}'
  return [`${base}&${location}`, `${base}&${location}&${user}`]
}

async function record(
  tx: Tx,
  team: TeamActor,
  connector: Named,
  action: AuditAction,
  data: Record<string, string | number | boolean | string[]>,
  at: Date,
): Promise<void> {
  const subject = { type: 'connector', id: connector.id, name: connector.name } as const
  await recordAudit(tx, team, { action, subject, teamId: team.teamId, data, at })
}
