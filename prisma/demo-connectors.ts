import type { MemberActor } from '@/lib/auth/permissions'
import { rotateConnectorSecret } from '@/lib/domain/connector-rotation'
import { endpointUrl } from '@/lib/domain/connector-step'
import { createConnector } from '@/lib/domain/connectors'
import { type ConnectorProtocol, connectorProtocols, platforms } from '@/lib/domain/connectors.schema'
import { openConnectorSecrets } from '@/lib/domain/secrets'
import { db } from '@/lib/server/db'
import type { DemoFile } from './demo-file'
import { acmeId } from './demo-organisations'

/** One connector a protocol for the first team, created where it is missing; one whose secret was lost gets a new one. */
export async function completeDemoConnectors(
  members: MemberActor[],
  earlier: DemoFile['connectors'] | undefined,
): Promise<DemoFile['connectors']> {
  const admin = members.find(
    (member) => member.kind === 'team' && member.teamId === acmeId && member.role === 'admin',
  )
  if (!admin) return []
  const connectors: DemoFile['connectors'] = []
  for (const protocol of connectorProtocols) {
    const id = (await findOldest(protocol)) ?? (await create(admin, protocol))
    const known = earlier?.find((entry) => entry.id === id)?.secret
    const live = await openConnectorSecrets(db(), id, new Date()).catch(() => [])
    const secret =
      live.find((entry) => entry.secret === known)?.secret ??
      live[0]?.secret ??
      (await rotateConnectorSecret(admin, { connectorId: id, graceHours: 0 })).secret
    const path = platforms[protocol].endpoints[0]?.path ?? ''
    connectors.push({ id, protocol, url: endpointUrl(protocol, id, path), secret })
  }
  return connectors
}

async function findOldest(protocol: ConnectorProtocol): Promise<string | undefined> {
  const row = await db().connector.findFirst({
    where: { teamId: acmeId, protocol, deletedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  })
  return row?.id
}

async function create(admin: MemberActor, protocol: ConnectorProtocol): Promise<string> {
  const { connectorId } = await createConnector(admin, {
    protocol,
    name: platforms[protocol].label,
    frameOrigins: [],
    unsignedParameters: [],
  })
  return connectorId
}
