import type { MemberActor, TeamActor } from '@/lib/auth/permissions'
import { connect } from '@/lib/domain/connectors/connection'
import { createConnector } from '@/lib/domain/connectors/connectors'
import { connectorProtocols, createConnectorInput } from '@/lib/domain/connectors/connectors.schema'
import { endpointUrl } from '@/lib/domain/connectors/endpoint-url'
import { rotateConnectorSecret } from '@/lib/domain/connectors/rotation'
import { factsOf, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { salesloftPlatform } from '@/lib/domain/protocols/salesloft.schema'
import { openForVerifying } from '@/lib/domain/secrets/openers'
import { newToken } from '@/lib/ids'
import { db, inTransaction } from '@/lib/server/db'
import type { DemoFile } from './file'
import { daysBefore } from './history'
import { acmeId } from './organisations'

const ageDays = 20

/** One connector a protocol for the first team, created where it is missing; one whose secret was lost gets a new one. */
export async function completeDemoConnectors(
  members: MemberActor[],
  earlier: DemoFile['connectors'] | undefined,
  now: Date,
): Promise<DemoFile['connectors']> {
  const admin = members.find(
    (member): member is TeamActor =>
      member.kind === 'team' && member.teamId === acmeId && member.role === 'admin',
  )
  if (!admin) return []
  const connectors: DemoFile['connectors'] = []
  for (const protocol of connectorProtocols) {
    const id = (await findOldest(protocol)) ?? (await create(admin, protocol, daysBefore(now, ageDays)))
    const known = earlier?.find((entry) => entry.id === id)?.secret
    const live = await openForVerifying(db(), id, new Date()).catch(() => [])
    const secret =
      live.find((entry) => entry.secret === known)?.secret ??
      live[0]?.secret ??
      (await renew(admin, id, protocol))
    connectors.push({ id, protocol, secret, ...(await addressOf(id, protocol)) })
  }
  return connectors
}

async function findOldest(protocol: ProtocolId): Promise<string | undefined> {
  const row = await db().connector.findFirst({
    where: { teamId: acmeId, protocol, deletedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  })
  return row?.id
}

async function create(admin: TeamActor, protocol: ProtocolId, now: Date): Promise<string> {
  const isConnected = isByConnection(protocol)
  const oauth = { clientId: 'framegate-demo', clientSecret: newToken(), ...salesloftPlatform }
  const input = createConnectorInput.parse({
    protocol,
    name: factsOf(protocol).connector.label,
    ...(isConnected ? { ...oauth, frameOrigins: oauth.origin, returnOrigins: oauth.origin } : {}),
  })
  return (await createConnector(admin, input, now)).connectorId
}

/** A new secret where none can be opened. Salesloft's comes with a connection, as if its consent page had been agreed to. */
async function renew(admin: TeamActor, connectorId: string, protocol: ProtocolId): Promise<string> {
  if (!isByConnection(protocol))
    return (await rotateConnectorSecret(admin, { connectorId, graceHours: 0 })).secret
  const secret = newToken()
  const answer = {
    access_token: newToken(),
    refresh_token: newToken(),
    // Nobody renews the demo's: there is no such tenant.
    expires_in: 10 * 365 * 24 * 3600,
    secret,
    tenant_id: '4711',
    integration_id: '42',
  }
  await inTransaction((tx) => connect(tx, admin, { connectorId, mayReplace: true, answer, now: new Date() }))
  return secret
}

function isByConnection(protocol: ProtocolId): boolean {
  return factsOf(protocol).connector.credential === 'connection'
}

async function addressOf(connectorId: string, protocol: ProtocolId) {
  if (!isByConnection(protocol)) {
    const path = factsOf(protocol).connector.endpoints[0]?.path ?? ''
    return { url: endpointUrl(protocol, connectorId, path) }
  }
  const { tenantId, integrationId } = await db().connectorOAuth.findUniqueOrThrow({
    where: { connectorId },
    select: { tenantId: true, integrationId: true },
  })
  const url = endpointUrl(protocol, connectorId, 'iframe')
  return { url, tenantId: tenantId ?? '', integrationId: integrationId ?? '' }
}
