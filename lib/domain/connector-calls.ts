import { randomBytes } from 'node:crypto'
import {
  type FoundRecord,
  findByEmail,
  logActivity,
  type ShownRecord,
  searchRecords,
  showRecord,
} from '@/lib/domain/connector-records'
import { activityBody, type ConnectorProtocol, recipientSearchBody } from '@/lib/domain/connectors.schema'
import { noteAccepted, openConnectorSecrets } from '@/lib/domain/secrets'
import { AppError, toAppError } from '@/lib/errors'
import type { RequestParts, Verified, VerifyKeys } from '@/lib/protocols/protocol'
import { type ShowpadBody, verifyShowpad } from '@/lib/protocols/showpad'
import { verifySocialSignin } from '@/lib/protocols/social-signin'
import { verifySureSend } from '@/lib/protocols/sure-send'
import { db, inTransaction } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

/** A call as it reached an endpoint. `clientAddress` only counts refused calls. */
export type ConnectorCall = RequestParts & { connectorId: string; clientAddress: string }

type Connector = { id: string; teamId: string; frameOrigins: string[]; unsignedParameters: string[] }
type Verifier<Data> = (keys: VerifyKeys, connector: Connector) => Promise<Verified<Data>>

/** What answers for connectors that do not exist: nobody has its secret, and verifying takes as long as with one. */
const decoy = randomBytes(32).toString('hex')

/** SocialSignIn's search. @throws AppError as the protocol, missing_parameter without a search text */
export function answerSearch(
  call: ConnectorCall,
  now = new Date(),
): Promise<{ results: { id: string; name: string }[] }> {
  return receive(call, 'social-signin', 'search', now, verifyQuery(call), async ({ data }, connector) => {
    const query = typeof data.q === 'string' ? data.q.trim() : ''
    if (!query) throw new AppError('missing_parameter', 'missing or invalid q param')
    const found = await searchRecords(connector.teamId, query)
    return { results: found.map(({ id, name }) => ({ id, name })) }
  })
}

/** SocialSignIn's frame. @throws AppError as the protocol, missing_parameter, not_found */
export function answerIframe(call: ConnectorCall, now = new Date()) {
  return receive(call, 'social-signin', 'iframe', now, verifyQuery(call), async ({ data }, connector) => {
    if (typeof data.id !== 'string' || !data.id)
      throw new AppError('missing_parameter', 'missing or invalid id param')
    const shown = await showRecord(connector.teamId, data.id)
    if (!shown) throw new AppError('not_found', 'no such record')
    return { record: shown, frameOrigins: connector.frameOrigins }
  })
}

/** Sure Send's widget: the record that its context means, by id, external id or email; none is "not linked yet". */
export function answerWidget(
  call: ConnectorCall,
  now = new Date(),
): Promise<{ record: ShownRecord | null; frameOrigins: string[] }> {
  const verify = (keys: VerifyKeys) => verifySureSend({ url: call.url, ...keys })
  return receive(call, 'sure-send', 'widget', now, verify, async ({ data }, connector) => {
    const subject = 'person' in data ? data.person : data.company
    const emails = (Array.isArray(subject.emails) ? subject.emails : []).flatMap((entry) =>
      typeof entry?.value === 'string' ? entry.value : [],
    )
    const byId = await showRecord(connector.teamId, subject.id)
    const other = byId ? undefined : await findByEmail(connector.teamId, emails)
    const shown = other ? await showRecord(connector.teamId, other) : byId
    return { record: shown, frameOrigins: connector.frameOrigins }
  })
}

/** Showpad's search for recipients. @throws AppError as the protocol, invalid_input, identity_mismatch, forbidden */
export function answerRecipientSearch(
  call: ConnectorCall,
  now = new Date(),
): Promise<{ recipients: FoundRecord[] }> {
  return receive(
    call,
    'showpad',
    'v1/recipientsearch',
    now,
    verifyBody(call),
    async ({ data }, connector) => {
      await requireCaller(data, connector)
      const body = recipientSearchBody.safeParse(data)
      if (!body.success)
        throw new AppError(
          'invalid_input',
          'Send query as a text of 1 to 200 characters, and limit from 1 to 50.',
        )
      return { recipients: await searchRecords(connector.teamId, body.data.query, body.data.limit) }
    },
  )
}

/**
 * Showpad's activity, logged once: the same call again gets the first answer, of many at once one logs.
 * @throws AppError as the protocol, invalid_input, identity_mismatch, forbidden, not_found
 */
export function answerActivity(call: ConnectorCall, now = new Date()): Promise<{ id: string }> {
  return receive(
    call,
    'showpad',
    'v1/activities',
    now,
    verifyBody(call),
    async ({ data, replayKey }, connector) => {
      const userId = await requireCaller(data, connector)
      const body = activityBody.safeParse(data)
      if (!body.success) {
        const field = body.error.issues[0]?.path.join('.') || 'body'
        throw new AppError('invalid_input', `The activity was not logged: ${field} is missing or malformed.`)
      }
      const { recipientIds, subject, description, occurredAt } = body.data
      return applyOnce(connector.id, replayKey ?? '', now, (tx) =>
        logActivity(tx, {
          teamId: connector.teamId,
          connectorId: connector.id,
          userId,
          recordIds: recipientIds,
          subject,
          description,
          occurredAt: occurredAt ? new Date(occurredAt) : now,
          now,
        }),
      )
    },
  )
}

function verifyQuery(call: ConnectorCall) {
  return (keys: VerifyKeys, { unsignedParameters }: Connector) =>
    verifySocialSignin({ url: call.url, unsignedParameters, ...keys })
}

function verifyBody(call: ConnectorCall) {
  return (keys: VerifyKeys) =>
    verifyShowpad({ url: call.url, body: call.body, headers: call.headers, ...keys })
}

/** Verifies, runs, and writes one line of the request log, whatever came of it. */
async function receive<Data, T>(
  call: ConnectorCall,
  protocol: ConnectorProtocol,
  endpoint: string,
  now: Date,
  verify: Verifier<Data>,
  run: (verified: Verified<Data>, connector: Connector) => Promise<T>,
): Promise<T> {
  const start = performance.now()
  const found = await findConnector(call.connectorId, protocol)
  const connector = found ?? { id: '', teamId: '', frameOrigins: [], unsignedParameters: [] }
  const live = found ? await openConnectorSecrets(db(), found.id, now) : []
  const secrets = live.length > 0 ? live.map(({ secret }) => secret) : [decoy]
  let secretVersion: number | undefined
  let failure: AppError | undefined
  try {
    const verified = await verify({ secrets, now }, connector)
    const secret = live[verified.secretIndex]
    // Only now is the connector's own state told apart: a stranger learns nothing of it.
    if (!found || found.disabledAt || !secret) throw refusedSignature()
    secretVersion = secret.version
    await consumeLimit('connector_call', found.id)
    await noteAccepted(db(), secret.id, now)
    return await run(verified, connector)
  } catch (thrown) {
    failure = toAppError(thrown)
    if (secretVersion === undefined)
      await consumeLimit('connector_refused', `${found?.id ?? 'none'}:${call.clientAddress}`)
    throw failure
  } finally {
    if (found) {
      const isDisabled = found.disabledAt !== null && failure?.code === 'signature_mismatch'
      await db().connectorRequest.create({
        data: {
          connectorId: found.id,
          at: now,
          endpoint,
          status: failure?.status ?? 200,
          reason: isDisabled ? 'connector_disabled' : (failure?.code ?? null),
          latencyMs: Math.round(performance.now() - start),
          secretVersion: secretVersion ?? null,
          parameters: describeParameters(call),
        },
        select: { id: true },
      })
    }
  }
}

function refusedSignature(): AppError {
  return new AppError('signature_mismatch', 'The signature belongs to another content or another secret.')
}

async function findConnector(id: string, protocol: ConnectorProtocol) {
  if (!/^con_[A-Za-z0-9]{20}$/.test(id)) return null
  return db().connector.findFirst({
    where: { id, protocol, deletedAt: null },
    select: { id: true, teamId: true, frameOrigins: true, unsignedParameters: true, disabledAt: true },
  })
}

/** The caller as a member of the team. @throws AppError identity_mismatch for another connector's call, forbidden for a stranger */
async function requireCaller({ showpadInfo }: ShowpadBody, connector: Connector): Promise<string> {
  if (showpadInfo.crmInstanceId !== connector.id)
    throw new AppError(
      'identity_mismatch',
      `This call is for another CRM instance. Set crmInstanceId to ${connector.id}.`,
    )
  const user = await db().user.findFirst({
    where: { teamId: connector.teamId, email: showpadInfo.username.trim().toLowerCase(), removedAt: null },
    select: { id: true },
  })
  if (!user)
    throw new AppError(
      'forbidden',
      `${showpadInfo.username} is no member of this CRM’s team. A team admin can invite them.`,
    )
  return user.id
}

/** Spends the key and does the work in one transaction; whoever comes second waits for the first and gets its answer. */
async function applyOnce(
  connectorId: string,
  replayKey: string,
  now: Date,
  work: (tx: Parameters<Parameters<typeof inTransaction>[0]>[0]) => Promise<string>,
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

const secretNames = /^(sig|signature|hmac|data|context|payload)$/i
const parametersMax = 20

/** What the log keeps of a request: names, short values, and of proofs and contexts their length alone. */
function describeParameters({ url, headers, body }: ConnectorCall): Record<string, string> {
  const { searchParams } = new URL(url, 'http://portal.invalid')
  const described: Record<string, string> = {}
  for (const [name, value] of [...searchParams].slice(0, parametersMax)) {
    const clean = value.replaceAll('\0', '␀').toWellFormed()
    described[name.replaceAll('\0', '␀').toWellFormed().slice(0, 60)] = secretNames.test(name)
      ? `${value.length} characters`
      : clean.slice(0, 80)
  }
  const timestamp =
    'get' in headers && typeof headers.get === 'function'
      ? headers.get('x-showpad-signature-timestamp')
      : null
  if (typeof timestamp === 'string') described['x-showpad-signature-timestamp'] = timestamp.slice(0, 40)
  if (body.length > 0) described.body = `${body.length} bytes`
  return described
}
