import type { Actor } from '@/lib/auth/permissions'
import { changeConnector, type NamedConnector, recordConnector } from '@/lib/domain/connectors/change'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { graceHours, hoursAfter } from '@/lib/domain/secrets/durations.schema'
import { newSecretText } from '@/lib/domain/secrets/formats'
import * as lifecycle from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import type { Tx } from '@/lib/server/db'

/** The secrets of a connector whose row the caller has locked. */
export function readConnectorSeries(
  tx: Tx,
  input: { connectorId: string; endpoint?: Frame; createdById: string; now: Date },
): Promise<lifecycle.SecretSeries> {
  return lifecycle.readSeries({ tx, policy: secretPolicies.connector, ownerId: input.connectorId, ...input })
}

/**
 * A new secret that is accepted from now on, shown once. The previous one is accepted too until its grace ends; no grace
 * revokes it at once, as after a leak. @throws AppError rotation_open
 */
export const rotateConnectorSecret = step(
  async ({ series, connector, record }, input: Connector & { graceHours: number; endpoint?: Frame }) => {
    if (factsOf(connector.protocol).connector.credential === 'connection')
      throw new AppError('wrong_state', 'The platform creates this secret. Connect again to get a new one.')
    if (input.endpoint && !series.active)
      throw new AppError('wrong_state', 'The frame has no separate secret.')
    const { graceHours } = input
    const shown = await lifecycle.replace(series, { secret: newSecretText(connector.protocol), graceHours })
    await record('connector.secret_rotated', { ...described(shown), graceHours })
    return shown
  },
  ({ endpoint }) => endpoint,
)

/** Ends the grace of the retiring secret by hand. */
export const revokeConnectorSecret = step(
  async ({ series, record }, { version }: Connector & { version: number }) => {
    await lifecycle.revoke(series, version)
    await record('connector.secret_revoked', { version })
  },
)

/**
 * Gives SocialSignIn's frame a separate secret, shown once. The other one opens the frame too until the grace ends.
 * @throws AppError wrong_state
 */
export const partFrameSecret = step(
  async ({ series, connector, record }, input: Connector & { graceHours: number }) => {
    const { count } = await series.tx.connector.updateMany({
      where: { id: connector.id, frameSharedUntil: null },
      data: { frameSharedUntil: hoursAfter(series.now, input.graceHours) },
    })
    if (count === 0 || !factsOf(connector.protocol).connector.partsFrame)
      throw new AppError('wrong_state', 'This connector’s frame can’t have a separate secret.')
    const shown = await lifecycle.begin(series, newSecretText(connector.protocol))
    await record('connector.frame_secret_parted', { ...described(shown), graceHours: input.graceHours })
    return shown
  },
  () => 'iframe',
)

/** One secret for search and frame again; the frame's own is accepted for another day. */
export const joinFrameSecret = step(
  async ({ series, connector, record }, _: Connector) => {
    const { count } = await series.tx.connector.updateMany({
      where: { id: connector.id, frameSharedUntil: { not: null } },
      data: { frameSharedUntil: null },
    })
    if (count === 0) throw new AppError('wrong_state', 'Search and frame already share one secret.')
    await lifecycle.leave(series, graceHours.default)
    await record('connector.frame_secret_joined', {})
  },
  () => 'iframe',
)

type Frame = 'iframe' | undefined
type Connector = { connectorId: string }
type Change = {
  series: lifecycle.SecretSeries
  connector: NamedConnector
  record: (
    action: `connector.${'secret_rotated' | 'secret_revoked' | 'frame_secret_parted' | 'frame_secret_joined'}`,
    data: Record<string, string | number>,
  ) => Promise<void>
}

/** One change of a connector's secrets, for all its endpoints or for the one that `endpointOf` names. */
function step<Input extends Connector, T>(
  run: (change: Change, input: Input) => Promise<T>,
  endpointOf: (input: Input) => Frame = () => undefined,
) {
  return (actor: Actor, input: Input, now = databaseNow()): Promise<T> =>
    changeConnector(actor, input.connectorId, async (tx, team, connector) => {
      const owner = { connectorId: connector.id, endpoint: endpointOf(input), createdById: team.userId, now }
      const series = await readConnectorSeries(tx, owner)
      const record: Change['record'] = (action, data) =>
        recordConnector(tx, team, connector, action, data, now)
      return run({ series, connector, record }, input)
    })
}

function described({ version, fingerprint }: lifecycle.ShownSecret) {
  return { version, fingerprint }
}
