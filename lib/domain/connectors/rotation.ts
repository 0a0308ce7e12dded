import type { Actor } from '@/lib/auth/permissions'
import { addConnectorSecret, changeConnector, recordConnector } from '@/lib/domain/connectors/step'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import type { ShownSecret } from '@/lib/domain/secrets/secrets'
import { newSecretText } from '@/lib/domain/secrets/secrets'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import type { Tx } from '@/lib/server/db'

/**
 * A new secret that is accepted from now on, shown once. The previous one is accepted too until its grace ends; no grace
 * revokes it at once, as after a leak. @throws AppError rotation_open
 */
export async function rotateConnectorSecret(
  actor: Actor,
  input: { connectorId: string; graceHours: number; endpoint?: 'iframe' | undefined },
  now = databaseNow(),
): Promise<ShownSecret> {
  return changeConnector(actor, input.connectorId, async (tx, team, connector) => {
    if (factsOf(connector.protocol).connector.credential === 'connection')
      throw new AppError('wrong_state', 'The platform makes this secret. Connect again to have a new one.')
    await endGrace(tx, connector.id, now)
    const endpoint = input.endpoint ?? null
    const secrets = await tx.connectorSecret.findMany({
      where: { connectorId: connector.id, endpoint },
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
    if (endpoint && !active) throw new AppError('wrong_state', 'The frame has no secret of its own.')
    const version = await nextVersion(tx, connector.id)
    const shown = await addConnectorSecret(tx, {
      connectorId: connector.id,
      version,
      secret: newSecretText(connector.protocol),
      createdById: team.userId,
      now,
      endpoint: input.endpoint,
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
  now = databaseNow(),
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

/**
 * Gives SocialSignIn's frame a secret of its own, shown once. The other one opens the frame too until the grace ends.
 * @throws AppError wrong_state
 */
export async function partFrameSecret(
  actor: Actor,
  input: { connectorId: string; graceHours: number },
  now = databaseNow(),
): Promise<ShownSecret> {
  return changeConnector(actor, input.connectorId, async (tx, team, connector) => {
    const { count } = await tx.connector.updateMany({
      where: { id: connector.id, frameSharedUntil: null },
      data: { frameSharedUntil: new Date(now.getTime() + input.graceHours * 3_600_000) },
    })
    if (count === 0 || !factsOf(connector.protocol).connector.partsFrame)
      throw new AppError('wrong_state', 'This connector’s frame cannot have another secret of its own.')
    const version = await nextVersion(tx, connector.id)
    const secret = newSecretText(connector.protocol)
    const shown = await addConnectorSecret(tx, {
      connectorId: connector.id,
      version,
      secret,
      createdById: team.userId,
      now,
      endpoint: 'iframe',
    })
    const data = { version, fingerprint: shown.fingerprint, graceHours: input.graceHours }
    await recordConnector(tx, team, connector, 'connector.frame_secret_parted', data, now)
    return shown
  })
}

/** One secret for search and frame again; the frame's own is accepted for another day. */
export async function joinFrameSecret(
  actor: Actor,
  input: { connectorId: string },
  now = databaseNow(),
): Promise<void> {
  await changeConnector(actor, input.connectorId, async (tx, team, connector) => {
    const { count } = await tx.connector.updateMany({
      where: { id: connector.id, frameSharedUntil: { not: null } },
      data: { frameSharedUntil: null },
    })
    if (count === 0) throw new AppError('wrong_state', 'Search and frame have one secret already.')
    const own = { connectorId: connector.id, endpoint: 'iframe' }
    await tx.connectorSecret.updateMany({
      where: { ...own, state: 'retiring' },
      data: { state: 'revoked', revokedAt: now },
    })
    await tx.connectorSecret.updateMany({
      where: { ...own, state: 'active' },
      data: { state: 'retiring', graceEndsAt: new Date(now.getTime() + 24 * 3_600_000) },
    })
    await recordConnector(tx, team, connector, 'connector.frame_secret_joined', {}, now)
  })
}

async function nextVersion(tx: Tx, connectorId: string): Promise<number> {
  const { _max } = await tx.connectorSecret.aggregate({ where: { connectorId }, _max: { version: true } })
  return (_max.version ?? 0) + 1
}

async function endGrace(tx: Tx, connectorId: string, now: Date): Promise<void> {
  await tx.connectorSecret.updateMany({
    where: { connectorId, state: 'retiring', graceEndsAt: { lte: now } },
    data: { state: 'revoked', revokedAt: now },
  })
}
