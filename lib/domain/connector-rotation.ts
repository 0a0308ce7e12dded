import type { Actor } from '@/lib/auth/permissions'
import {
  addConnectorSecret,
  changeConnector,
  generateSecret,
  recordConnector,
} from '@/lib/domain/connector-step'
import type { ShownSecret } from '@/lib/domain/secrets'
import { AppError } from '@/lib/errors'
import type { Tx } from '@/lib/server/db'

/**
 * A new secret that is accepted from now on, shown once. The previous one is accepted too until its grace ends; no grace
 * revokes it at once, as after a leak. @throws AppError rotation_open
 */
export async function rotateConnectorSecret(
  actor: Actor,
  input: { connectorId: string; graceHours: number },
  now = new Date(),
): Promise<ShownSecret> {
  return changeConnector(actor, input.connectorId, async (tx, team, connector) => {
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
    const shown = await addConnectorSecret(tx, {
      connectorId: connector.id,
      version,
      secret: generateSecret(connector.protocol),
      createdById: team.userId,
      now,
    })
    const data = { version, fingerprint: shown.fingerprint, graceHours: input.graceHours }
    await recordConnector(tx, team, connector, 'connector.secret_rotated', data, now)
    return shown
  })
}

/** Ends the grace of the retiring secret by hand. */
export async function revokeConnectorSecret(
  actor: Actor,
  input: { connectorId: string; version: number },
  now = new Date(),
): Promise<void> {
  await changeConnector(actor, input.connectorId, async (tx, team, connector) => {
    const { count } = await tx.connectorSecret.updateMany({
      where: { connectorId: connector.id, version: input.version, state: 'retiring' },
      data: { state: 'revoked', revokedAt: now },
    })
    if (count === 0)
      throw new AppError(
        'wrong_state',
        `v${input.version} is not retiring. Reload the page to see where it stands.`,
      )
    await recordConnector(tx, team, connector, 'connector.secret_revoked', { version: input.version }, now)
  })
}

async function endGrace(tx: Tx, connectorId: string, now: Date): Promise<void> {
  await tx.connectorSecret.updateMany({
    where: { connectorId, state: 'retiring', graceEndsAt: { lte: now } },
    data: { state: 'revoked', revokedAt: now },
  })
}
