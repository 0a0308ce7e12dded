import type { Actor, TeamActor } from '@/lib/auth/permissions'
import { changeConnector, type NamedConnector, recordConnector } from '@/lib/domain/connectors/step'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { graceHours, hoursAfter } from '@/lib/domain/secrets/durations.schema'
import { newSecretText } from '@/lib/domain/secrets/formats'
import * as lifecycle from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import type { Tx } from '@/lib/server/db'

const frame = 'iframe'

/** The secrets of a connector whose row the caller holds. */
export function readConnectorLine(
  tx: Tx,
  input: { connectorId: string; endpoint?: typeof frame | undefined; createdById: string; now: Date },
): Promise<lifecycle.Line> {
  return lifecycle.readLine({ tx, policy: secretPolicies.connector, ownerId: input.connectorId, ...input })
}

/**
 * A new secret that is accepted from now on, shown once. The previous one is accepted too until its grace ends; no grace
 * revokes it at once, as after a leak. @throws AppError rotation_open
 */
export function rotateConnectorSecret(
  actor: Actor,
  input: { connectorId: string; graceHours: number; endpoint?: typeof frame | undefined },
  now = databaseNow(),
): Promise<lifecycle.ShownSecret> {
  return change(actor, input, now, async ({ line, connector, record }) => {
    if (factsOf(connector.protocol).connector.credential === 'connection')
      throw new AppError('wrong_state', 'The platform makes this secret. Connect again to have a new one.')
    if (input.endpoint && !line.active)
      throw new AppError('wrong_state', 'The frame has no secret of its own.')
    const secret = newSecretText(connector.protocol)
    const shown = await lifecycle.replace(line, { secret, graceHours: input.graceHours })
    await record('connector.secret_rotated', { ...described(shown), graceHours: input.graceHours })
    return shown
  })
}

/** Ends the grace of the retiring secret by hand. */
export function revokeConnectorSecret(
  actor: Actor,
  input: { connectorId: string; version: number },
  now = databaseNow(),
): Promise<void> {
  return change(actor, input, now, async ({ line, record }) => {
    const { version } = await lifecycle.revoke(line, input.version)
    await record('connector.secret_revoked', { version })
  })
}

/**
 * Gives SocialSignIn's frame a secret of its own, shown once. The other one opens the frame too until the grace ends.
 * @throws AppError wrong_state
 */
export function partFrameSecret(
  actor: Actor,
  input: { connectorId: string; graceHours: number },
  now = databaseNow(),
): Promise<lifecycle.ShownSecret> {
  return change(actor, { ...input, endpoint: frame }, now, async ({ line, connector, record }) => {
    const { count } = await line.tx.connector.updateMany({
      where: { id: connector.id, frameSharedUntil: null },
      data: { frameSharedUntil: hoursAfter(now, input.graceHours) },
    })
    if (count === 0 || !factsOf(connector.protocol).connector.partsFrame)
      throw new AppError('wrong_state', 'This connector’s frame cannot have another secret of its own.')
    const shown = await lifecycle.begin(line, newSecretText(connector.protocol))
    await record('connector.frame_secret_parted', { ...described(shown), graceHours: input.graceHours })
    return shown
  })
}

/** One secret for search and frame again; the frame's own is accepted for another day. */
export function joinFrameSecret(
  actor: Actor,
  input: { connectorId: string },
  now = databaseNow(),
): Promise<void> {
  return change(actor, { ...input, endpoint: frame }, now, async ({ line, connector, record }) => {
    const { count } = await line.tx.connector.updateMany({
      where: { id: connector.id, frameSharedUntil: { not: null } },
      data: { frameSharedUntil: null },
    })
    if (count === 0) throw new AppError('wrong_state', 'Search and frame have one secret already.')
    await lifecycle.leave(line, graceHours.default)
    await record('connector.frame_secret_joined', {})
  })
}

type RecordStep = (
  action: `connector.${'secret_rotated' | 'secret_revoked' | 'frame_secret_parted' | 'frame_secret_joined'}`,
  data: Record<string, string | number>,
) => Promise<void>

async function change<T>(
  actor: Actor,
  { connectorId, endpoint }: { connectorId: string; endpoint?: typeof frame | undefined },
  now: Date,
  run: (change: { line: lifecycle.Line; connector: NamedConnector; record: RecordStep }) => Promise<T>,
): Promise<T> {
  return changeConnector(actor, connectorId, async (tx: Tx, team: TeamActor, connector) =>
    run({
      line: await readConnectorLine(tx, {
        connectorId: connector.id,
        endpoint,
        createdById: team.userId,
        now,
      }),
      connector,
      record: (action, data) => recordConnector(tx, team, connector, action, data, now),
    }),
  )
}

function described({ version, fingerprint }: lifecycle.ShownSecret) {
  return { version, fingerprint }
}
