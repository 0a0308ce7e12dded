import { timingSafeEqual } from 'node:crypto'
import { applyOnce } from '@/lib/domain/connectors/apply-once'
import {
  activityBody,
  recipientSearchBody,
  registrationQuery,
} from '@/lib/domain/connectors/connectors.schema'
import { type PlatformContact, readPlatformContact } from '@/lib/domain/connectors/platform-contact'
import {
  type Connector,
  type ConnectorCall,
  decoy,
  type Proven,
  receiveCall,
} from '@/lib/domain/connectors/receive-call'
import {
  type FoundRecord,
  findByEmail,
  type ShownRecord,
  searchRecords,
  showRecord,
} from '@/lib/domain/connectors/records'
import { hashPostbackKey, register } from '@/lib/domain/connectors/registrations'
import { logActivity } from '@/lib/domain/crm/activities'
import { AppError } from '@/lib/errors'
import {
  type MarketplaceEncryptedData,
  type MarketplacePlainData,
  verifyMarketplace,
} from '@/lib/protocols/marketplace'
import { readHint, type VerifyKeys } from '@/lib/protocols/protocol'
import { type ShowpadBody, verifyShowpad } from '@/lib/protocols/showpad'
import { verifySocialSignin } from '@/lib/protocols/social-signin'
import { verifySureSend } from '@/lib/protocols/sure-send'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'

/** How many unsigned parameters a frame shows. */
const hintsMax = 10

/** SocialSignIn's search. @throws AppError as the protocol, malformed_request without a search text */
export function answerSearch(
  call: ConnectorCall,
  now = databaseNow(),
): Promise<{ results: { id: string; name: string }[] }> {
  return receiveCall(
    call,
    { protocol: 'social-signin', endpoint: 'search', now, verify: verifyQuery(call) },
    async ({ data }, connector) => {
      const query = typeof data.q === 'string' ? data.q.trim() : ''
      if (!query) throw new AppError('malformed_request', 'missing or invalid q param')
      const found = await searchRecords(connector.teamId, query)
      return { results: found.map(({ id, name }) => ({ id, name })) }
    },
  )
}

/** SocialSignIn's frame. @throws AppError as the protocol, malformed_request, not_found */
export function answerIframe(call: ConnectorCall, now = databaseNow()) {
  return receiveCall(
    call,
    { protocol: 'social-signin', endpoint: 'iframe', now, verify: verifyQuery(call) },
    async ({ data }, connector) => {
      if (typeof data.id !== 'string' || !data.id)
        throw new AppError('malformed_request', 'missing or invalid id param')
      const shown = await showRecord(connector.teamId, data.id)
      if (!shown) throw new AppError('not_found', 'no such record')
      return { record: shown, frameOrigins: connector.frameOrigins }
    },
  )
}

/** Sure Send's widget: the record that its context means, by id, external id or email; none is "not linked yet". */
export function answerWidget(
  call: ConnectorCall,
  now = databaseNow(),
): Promise<{ record: ShownRecord | null; frameOrigins: string[] }> {
  const verify = (keys: VerifyKeys) => verifySureSend({ url: call.url, ...keys })
  return receiveCall(
    call,
    { protocol: 'sure-send', endpoint: 'widget', now, verify },
    async ({ data }, connector) => {
      const subject = 'person' in data ? data.person : data.company
      const emails = (Array.isArray(subject.emails) ? subject.emails : []).flatMap((entry) =>
        typeof entry?.value === 'string' ? entry.value : [],
      )
      const byId = await showRecord(connector.teamId, subject.id)
      const other = byId ? undefined : await findByEmail(connector.teamId, emails)
      const shown = other ? await showRecord(connector.teamId, other) : byId
      return { record: shown, frameOrigins: connector.frameOrigins }
    },
  )
}

type MarketplaceView = {
  record: ShownRecord | null
  hints: [name: string, value: string][]
  /** What the platform's API says of the contact, if its base is configured and a token came. */
  platform: PlatformContact | undefined
  frameOrigins: string[]
}

/**
 * The marketplace's redirection in both modes. Encrypted: the contact by its API id or id. Plain: nothing but location and time is
 * signed, so no record is chosen by it, and what else the URL says is shown as a hint.
 */
export function answerRedirection(call: ConnectorCall, now = databaseNow()): Promise<MarketplaceView> {
  const verify = (keys: VerifyKeys): Promise<Proven<MarketplaceEncryptedData | MarketplacePlainData>> =>
    verifyMarketplace({ url: call.url, ...keys })
  return receiveCall(
    call,
    { protocol: 'marketplace', endpoint: 'redirection', now, verify },
    async ({ data, unauthenticated }, connector) => {
      const { frameOrigins, teamId } = connector
      const signed: [string, string][] = [['location_id', data.location_id]]
      if (!('user_id' in data)) {
        const names = Object.keys(unauthenticated).filter((name) => name !== 'access-token')
        const hints = names
          .slice(0, hintsMax)
          .map((name): [string, string] => [name, readHint(unauthenticated, name) ?? ''])
        return { record: null, hints: [...signed, ...hints], platform: undefined, frameOrigins }
      }
      const ids = [data.contact_api_id, data.contact_id].filter(
        (id): id is string => typeof id === 'string' && id !== '',
      )
      const platform = await readPlatformContact(connector.apiBase, data)
      for (const id of ids) {
        const record = await showRecord(teamId, id)
        if (record) return { record, hints: [], platform, frameOrigins }
      }
      const byEmail = platform?.email ? await findByEmail(teamId, [platform.email]) : undefined
      if (byEmail) return { record: await showRecord(teamId, byEmail), hints: [], platform, frameOrigins }
      return { record: null, hints: [...signed, ['user_id', String(data.user_id)]], platform, frameOrigins }
    },
  )
}

/** A postback that registers or unregisters a location or user: the same one again changes nothing. @throws AppError malformed_request */
export function answerPostback(
  call: ConnectorCall & { event: 'registered' | 'unregistered' },
  now = databaseNow(),
): Promise<{ status: string }> {
  const query = new URL(call.url, 'http://portal.invalid').searchParams
  const verify = async (
    _keys: VerifyKeys,
    { postbackKeyHash }: Connector,
  ): Promise<Proven<URLSearchParams>> => {
    const given = Buffer.from(hashPostbackKey(query.get('key') ?? ''))
    const expected = Buffer.from(postbackKeyHash ?? hashPostbackKey(decoy))
    if (!timingSafeEqual(given, expected))
      throw new AppError('unauthenticated', 'This is not one of our postback URLs.')
    return { data: query, unauthenticated: {}, replayKey: null, secretIndex: null }
  }
  return receiveCall(
    call,
    { protocol: 'marketplace', endpoint: 'postbacks', now, verify },
    async ({ data }, connector) => {
      const parsed = registrationQuery.safeParse(Object.fromEntries(data))
      if (!parsed.success)
        throw new AppError(
          'malformed_request',
          'location_id is missing, or a value is longer than 512 characters.',
        )
      await register(connector.id, parsed.data, call.event, now)
      return { status: call.event }
    },
  )
}

/** Showpad's search for recipients. @throws AppError as the protocol, invalid_input, identity_mismatch, forbidden */
export function answerRecipientSearch(
  call: ConnectorCall,
  now = databaseNow(),
): Promise<{ recipients: FoundRecord[] }> {
  return receiveCall(
    call,
    { protocol: 'showpad', endpoint: 'v1/recipientsearch', now, verify: verifyBody(call) },
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
export function answerActivity(call: ConnectorCall, now = databaseNow()): Promise<{ id: string }> {
  return receiveCall(
    call,
    { protocol: 'showpad', endpoint: 'v1/activities', now, verify: verifyBody(call) },
    async ({ data, replayKey }, connector) => {
      const userId = await requireCaller(data, connector)
      const body = activityBody.safeParse(data)
      if (!body.success) {
        const field = body.error.issues[0]?.path.join('.') || 'body'
        throw new AppError('invalid_input', `The activity was not logged: ${field} is missing or malformed.`)
      }
      const { recipientIds, subject, description, occurredAt } = body.data
      return applyOnce({ connectorId: connector.id, replayKey: replayKey ?? '', now }, (tx) =>
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
  return (keys: VerifyKeys, { unsignedParameters, lifetimeHours }: Connector) =>
    verifySocialSignin({
      url: call.url,
      unsignedParameters,
      lifetimeSecondsMax: lifetimeHours * 3600,
      ...keys,
    })
}

function verifyBody(call: ConnectorCall) {
  return (keys: VerifyKeys) =>
    verifyShowpad({ url: call.url, body: call.body, headers: call.headers, ...keys })
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
      `${showpadInfo.username} is not a member of this CRM’s team. A team admin can invite them.`,
    )
  return user.id
}
