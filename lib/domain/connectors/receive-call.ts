import { randomBytes } from 'node:crypto'
import { type OpenedConnector, openConnector } from '@/lib/domain/connectors/secrets'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { noteUsed } from '@/lib/domain/secrets/opened'
import { AppError, toAppError } from '@/lib/errors'
import type { RequestParts, Verified, VerifyKeys } from '@/lib/protocols/protocol'
import { asyncCommitPool } from '@/lib/server/async-commit-pool'
import { batchWrites } from '@/lib/server/batch-writes'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import { log } from '@/lib/server/log'
import { stopTasks } from '@/lib/server/process-wires.mjs'
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
export async function receive<Data, T>(
  call: ConnectorCall,
  protocol: ProtocolId,
  endpoint: string,
  now: Date,
  verify: Verifier<Data>,
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
    // Only now is the connector's own state told apart: a stranger learns nothing of it.
    if (!found || found.disabledAt || (!secret && verified.secretIndex !== null)) throw refusedSignature()
    isProven = true
    secretVersion = secret?.version
    await consumeLimit('connector_call', found.id)
    if (secret) await noteUsed(db(), secret, now)
    return await run(verified, connector)
  } catch (thrown) {
    // By the id as it was given: a count that only those of real connectors have would tell which are.
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
        parameters: describeParameters(call),
      })
    }
  }
}

type LoggedRequest = {
  connectorId: string
  at: Date
  endpoint: string
  /** Why it was refused; only the owner reads it. */
  reason?: string | undefined
  latencyMs?: number
  secretVersion?: number | undefined
  parameters?: Record<string, string>
}

/** One line of the request log. Nobody waits for it: under load lines are written together, twenty times a second. */
export function logRequest(request: LoggedRequest): void {
  const { reason = null, latencyMs = 0, secretVersion = null, parameters = {}, ...rest } = request
  const line = writeLine({ ...rest, reason, latencyMs, secretVersion, parameters })
    .catch((cause: unknown) => log.error({ cause: String(cause) }, 'request log not written'))
    .finally(() => unwritten.delete(line))
  unwritten.add(line)
}

// Pages and routes are bundled apart, each with an instance of this module: the lines are the process's.
const holder = globalThis as typeof globalThis & { framegateUnwritten?: Set<Promise<void>> }
holder.framegateUnwritten ??= new Set()
const unwritten = holder.framegateUnwritten

/** Resolves when every line of this process is in the log: who reads it finds what was answered before. */
export async function settleRequestLog(): Promise<void> {
  await Promise.all(unwritten)
}

stopTasks.send(settleRequestLog)

/** Every line of a batch in one statement, whose text is always the same. */
const writeLine = batchWrites(
  (lines: object[]) =>
    asyncCommitPool().query({
      name: 'connector-requests',
      text: `INSERT INTO "ConnectorRequest" ("connectorId", "at", "endpoint", "reason", "latencyMs", "secretVersion", "parameters")
      SELECT * FROM json_to_recordset($1) AS line("connectorId" text, "at" timestamptz, "endpoint" text, "reason" text,
        "latencyMs" integer, "secretVersion" integer, "parameters" jsonb)`,
      values: [JSON.stringify(lines)],
    }),
  { pauseMs: 50 },
)

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
  return new AppError('signature_mismatch', 'The signature belongs to another content or another secret.')
}

/** Spends the key and does the work in one transaction; whoever comes second waits for the first and gets its answer. */
export async function applyOnce(
  connectorId: string,
  replayKey: string,
  now: Date,
  work: (tx: Tx) => Promise<string>,
): Promise<{ id: string }> {
  const first = await inTransaction(async (tx) => {
    const key = { connectorId, replayKey }
    const { count } = await tx.connectorReplay.createMany({
      data: [{ ...key, answer: {}, createdAt: now }],
      skipDuplicates: true,
    })
    if (count === 0) return undefined
    const answer = { id: await work(tx) }
    await tx.connectorReplay.update({
      where: { connectorId_replayKey: key },
      data: { answer },
      select: { connectorId: true },
    })
    return answer
  })
  if (first) return first
  const { answer } = await db().connectorReplay.findUniqueOrThrow({
    where: { connectorId_replayKey: { connectorId, replayKey } },
    select: { answer: true },
  })
  return answer as { id: string }
}

const secretNames = /^(sig|signature|hmac|data|context|payload|key|access-token|access_token)$/i
const parametersMax = 20

/** What the log keeps of a request: names, short values, and of proofs and contexts their length alone. */
function describeParameters({ url, headers, body }: ConnectorCall): Record<string, string> {
  const { searchParams } = new URL(url, 'http://portal.invalid')
  const described: Record<string, string> = {}
  for (const [name, value] of [...searchParams].slice(0, parametersMax))
    described[toLogText(name, 60)] = secretNames.test(name)
      ? `${value.length} characters`
      : toLogText(value, 80)
  const timestamp =
    'get' in headers && typeof headers.get === 'function'
      ? headers.get('x-showpad-signature-timestamp')
      : null
  if (typeof timestamp === 'string') described['x-showpad-signature-timestamp'] = toLogText(timestamp, 40)
  if (body.length > 0) described.body = `${body.length} bytes`
  return described
}

/** Cut first: half of a character, which a cut may leave, is nothing that PostgreSQL stores. */
function toLogText(text: string, lengthMax: number): string {
  return text.slice(0, lengthMax).replaceAll('\0', '␀').toWellFormed()
}
