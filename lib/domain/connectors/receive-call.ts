import { randomBytes } from 'node:crypto'
import { describeCall } from '@/lib/domain/connectors/describe-call'
import { logRequest } from '@/lib/domain/connectors/request-log'
import { type OpenedConnector, openConnector } from '@/lib/domain/connectors/secrets'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { noteUsed } from '@/lib/domain/secrets/opened'
import { AppError, toAppError } from '@/lib/errors'
import type { RequestParts, Verified, VerifyKeys } from '@/lib/protocols/protocol'
import { db } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

/** A call as it reached an endpoint. `clientAddress` only counts refused calls. */
export type ConnectorCall = RequestParts & { connectorId: string; clientAddress: string }

export type Connector = Omit<OpenedConnector, 'frameSharedUntil' | 'disabledAt'>

/** `secretIndex` is null where the URL's key proves the caller and no secret does. */
export type Proven<Data> = Pick<Verified<Data>, 'data' | 'unauthenticated' | 'replayKey'> & {
  secretIndex: number | null
}
type Verifier<Data> = (keys: VerifyKeys, connector: Connector) => Promise<Proven<Data>>

/** What answers for connectors that do not exist: nobody has its secret, and verifying takes as long as with one. */
export const decoy = randomBytes(32).toString('hex')

/** Verifies, runs, and writes one line of the request log, whatever came of it. */
export async function receiveCall<Data, T>(
  call: ConnectorCall,
  {
    protocol,
    endpoint,
    now,
    verify,
  }: { protocol: ProtocolId; endpoint: string; now: Date; verify: Verifier<Data> },
  run: (verified: Proven<Data>, connector: Connector) => Promise<T>,
): Promise<T> {
  const start = performance.now()
  const isPossible = /^con_[A-Za-z0-9]{20}$/.test(call.connectorId)
  const { connector: found, secrets: opened } = isPossible
    ? await openConnector({ connectorId: call.connectorId, protocol }, now)
    : { connector: null, secrets: [] }
  const connector = found ?? {
    id: '',
    teamId: '',
    frameOrigins: [],
    unsignedParameters: [],
    lifetimeHours: 24,
    postbackKeyHash: null,
    apiBase: null,
  }
  const live = found ? opened.filter((secret) => opens(secret.endpoint, endpoint, found, now)) : []
  const secrets = live.length > 0 ? live.map(({ secret }) => secret) : [decoy]
  let secretVersion: number | undefined
  let isProven = false
  let failure: AppError | undefined
  try {
    const verified = await verify({ secrets, now }, connector)
    const secret = verified.secretIndex === null ? undefined : live[verified.secretIndex]
    // Only now does the response depend on the connector's state: a stranger learns nothing about it.
    if (!found || found.disabledAt || (!secret && verified.secretIndex !== null)) throw refusedSignature()
    isProven = true
    secretVersion = secret?.version
    await consumeLimit('connector_call', found.id)
    if (secret) await noteUsed(db(), secret, now)
    return await run(verified, connector)
  } catch (thrown) {
    // By the id as given: counting only real connectors would reveal which ids are real.
    const refusal = isProven ? undefined : `${isPossible ? call.connectorId : 'none'}:${call.clientAddress}`
    failure = refusal ? await countRefusal(refusal, thrown) : toAppError(thrown)
    throw failure
  } finally {
    if (found) {
      const isDisabled = found.disabledAt !== null && failure?.code === 'signature_mismatch'
      logRequest({
        connectorId: found.id,
        at: now,
        endpoint,
        reason: isDisabled ? 'connector_disabled' : failure?.code,
        latencyMs: Math.round(performance.now() - start),
        secretVersion,
        parameters: describeCall(call),
      })
    }
  }
}

/** A secret for one endpoint opens that one; the one for all opens the frame too, unless it has its own for long enough. */
function opens(
  own: string | null,
  endpoint: string,
  { frameSharedUntil }: { frameSharedUntil: Date | null },
  now: Date,
): boolean {
  if (own !== null) return own === endpoint
  return endpoint !== 'iframe' || frameSharedUntil === null || frameSharedUntil > now
}

/** The refusal, or that there were too many of them. */
async function countRefusal(key: string, thrown: unknown): Promise<AppError> {
  try {
    await consumeLimit('connector_refused', key)
    return toAppError(thrown)
  } catch (limited) {
    return toAppError(limited)
  }
}

function refusedSignature(): AppError {
  return new AppError(
    'signature_mismatch',
    'The signature was made over other content or with another secret.',
  )
}
