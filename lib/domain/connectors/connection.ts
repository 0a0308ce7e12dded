import type { Actor, TeamActor } from '@/lib/auth/permissions'
import { addConnectorSecret, changeConnector, recordConnector } from '@/lib/domain/connectors/step'
import { sealTokens } from '@/lib/domain/connectors/tokens'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import type { Tx } from '@/lib/server/db'

/** How long the secret of an earlier connection to the same integration still opens a frame. */
const graceHours = 24

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
    await revokeAll(tx, connector.id, now)
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
    throw new AppError('conflict', 'Somebody connected this connector in the meantime. Nothing was changed.')
  const isSame = before.tenantId === answer.tenant_id && before.integrationId === answer.integration_id
  await tx.connectorSecret.updateMany({
    where: { connectorId, state: 'retiring' },
    data: { state: 'revoked', revokedAt: now },
  })
  if (isSame)
    await tx.connectorSecret.updateMany({
      where: { connectorId, state: 'active' },
      data: { state: 'retiring', graceEndsAt: new Date(now.getTime() + graceHours * 3_600_000) },
    })
  else await revokeAll(tx, connectorId, now)
  const { _max } = await tx.connectorSecret.aggregate({ where: { connectorId }, _max: { version: true } })
  await addConnectorSecret(tx, {
    connectorId,
    version: (_max.version ?? 0) + 1,
    secret: answer.secret,
    createdById: team.userId,
    now,
  })
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

async function revokeAll(tx: Tx, connectorId: string, now: Date): Promise<void> {
  await tx.connectorSecret.updateMany({
    where: { connectorId, state: { not: 'revoked' } },
    data: { state: 'revoked', revokedAt: now },
  })
}
