import type { Actor, TeamActor } from '@/lib/auth/permissions'
import { changeConnector, recordConnector } from '@/lib/domain/connectors/change'
import { readConnectorSeries } from '@/lib/domain/connectors/rotation'
import { sealTokens } from '@/lib/domain/connectors/tokens'
import { graceHours } from '@/lib/domain/secrets/durations.schema'
import { begin, leave, revokeAll } from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import type { Tx } from '@/lib/server/db'

/** Forgets tokens and ids and revokes every secret: frames are refused from this moment. */
export async function disconnectConnector(
  actor: Actor,
  input: { connectorId: string },
  now = databaseNow(),
): Promise<void> {
  await changeConnector(actor, input.connectorId, async (tx, team, connector) => {
    const { count } = await tx.connectorOAuth.updateMany({
      where: { connectorId: connector.id, connectedAt: { not: null } },
      data: { ...noConnection, tokensVersion: { increment: 1 } },
    })
    if (count === 0) return
    await revokeAll({ tx, policy: secretPolicies.connector, ownerId: connector.id, now })
    await recordConnector(tx, team, connector, 'connector.disconnected', {}, now)
  })
}

const noConnection = {
  tenantId: null,
  integrationId: null,
  tokens: null,
  tokensKeyVersion: null,
  expiresAt: null,
  connectedAt: null,
  connectedById: null,
  refreshedAt: null,
  refreshingSince: null,
  failure: null,
  needsConnecting: false,
}

type ConnectAnswer = {
  access_token: string
  refresh_token: string
  expires_in: number
  secret: string
  integration_id: string
  tenant_id: string
}

/** Writes a connection. The secret of another integration opens nothing any more; the same one's earlier secret has its grace. */
export async function connect(
  tx: Tx,
  team: TeamActor,
  input: { connectorId: string; mayReplace: boolean; answer: ConnectAnswer; now: Date },
): Promise<void> {
  const { connectorId, answer, now } = input
  const before = await tx.connectorOAuth.findUniqueOrThrow({
    where: { connectorId },
    select: { connectedAt: true, tenantId: true, integrationId: true, tokensVersion: true },
  })
  if (before.connectedAt && !input.mayReplace)
    throw new AppError('conflict', 'Someone else just connected this connector. Nothing was changed.')
  const isSame = before.tenantId === answer.tenant_id && before.integrationId === answer.integration_id
  const series = await readConnectorSeries(tx, { connectorId, createdById: team.userId, now })
  await leave(series, isSame ? graceHours.default : 0)
  await begin(series, answer.secret)
  await tx.connectorOAuth.update({
    where: { connectorId },
    data: {
      ...noConnection,
      tenantId: answer.tenant_id,
      integrationId: answer.integration_id,
      ...(await sealTokens(connectorId, before.tokensVersion + 1, {
        access: answer.access_token,
        refresh: answer.refresh_token,
      })),
      expiresAt: new Date(now.getTime() + answer.expires_in * 1000),
      connectedAt: now,
      connectedById: team.userId,
    },
    select: { connectorId: true },
  })
}
