import { type Actor, requireTeam } from '@/lib/auth/permissions'
import type { ConnectorProtocol } from '@/lib/domain/connectors/connectors.schema'
import { endpointUrl } from '@/lib/domain/connectors/step'
import { openForVerifying } from '@/lib/domain/secrets/openers'
import { AppError, notFound } from '@/lib/errors'
import { signMarketplace } from '@/lib/protocols/marketplace'
import type { SignedRequest } from '@/lib/protocols/protocol'
import {
  type SalesloftPayload,
  type SalesloftSlot,
  salesloftSlots,
  signSalesloft,
} from '@/lib/protocols/salesloft'
import { signShowpad } from '@/lib/protocols/showpad'
import { signSocialSignin } from '@/lib/protocols/social-signin'
import { signSureSend } from '@/lib/protocols/sure-send'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'
import { callSelf } from '@/lib/server/self-call'

export type ConnectorTest = {
  request: string
  /** What the signature was made over, as far as it is text. */
  signed: string
  status: number
  contentType: string
  response: string
  milliseconds: number
}

/** Signs a request as the platform would, sends it to the public URL, and returns all of it. @throws AppError not_found, wrong_state */
export async function testConnector(
  actor: Actor,
  input: { connectorId: string; endpoint: string },
  now = databaseNow(),
): Promise<ConnectorTest> {
  const team = requireTeam(actor, 'connector.manage')
  const connector = await db().connector.findFirst({
    where: { id: input.connectorId, teamId: team.teamId, deletedAt: null },
    select: { id: true, protocol: true },
  })
  if (!connector) throw notFound('connector')
  await consumeLimit('connector_test', connector.id)
  const opened = await openForVerifying(db(), connector.id, now)
  const active =
    opened.find((secret) => secret.endpoint === input.endpoint) ??
    opened.find((secret) => secret.endpoint === null)
  if (!active) throw new AppError('wrong_state', 'This connector has no secret yet. Connect it first.')
  const person = await db().person.findFirst({
    where: { teamId: team.teamId },
    orderBy: [{ sortName: 'asc' }, { id: 'asc' }],
    select: { id: true, firstName: true, lastName: true, emails: { take: 1, select: { email: true } } },
  })
  const connection = await db().connectorOAuth.findUnique({
    where: { connectorId: connector.id },
    select: { tenantId: true, integrationId: true },
  })
  const { request, signed } = await signTest({
    connection,
    protocol: connector.protocol as ConnectorProtocol,
    connectorId: connector.id,
    endpoint: input.endpoint,
    secret: active.secret,
    team,
    person: person ?? { id: team.teamId, firstName: 'Nobody', lastName: 'Here', emails: [] },
    now,
  })
  const answer = await callSelf(request)
  return {
    request: describeRequest(request),
    signed,
    status: answer.status,
    contentType: answer.contentType,
    response: answer.body,
    milliseconds: answer.milliseconds,
  }
}

type TestInput = {
  protocol: ConnectorProtocol
  connectorId: string
  endpoint: string
  secret: string
  team: { teamId: string; organisation: string; userId: string; email: string }
  person: { id: string; firstName: string; lastName: string; emails: { email: string }[] }
  connection: { tenantId: string | null; integrationId: string | null } | null
  now: Date
}

async function signTest(input: TestInput): Promise<{ request: SignedRequest; signed: string }> {
  const { protocol, connectorId, endpoint, secret, team, person, now } = input
  const url = endpointUrl(protocol, connectorId, endpoint)
  if (protocol === 'social-signin' && ['search', 'iframe'].includes(endpoint)) {
    const parameters: Record<string, string> =
      endpoint === 'search' ? { q: person.lastName } : { id: person.id }
    const request = signSocialSignin({ url, parameters, secret, now })
    return { request, signed: new URL(request.url).search.slice(1).replace(/&sig=.*$/, '') }
  }
  if (protocol === 'showpad' && endpoint === 'v1/recipientsearch') {
    const showpadInfo = { subdomain: 'connection-test', username: team.email, crmInstanceId: connectorId }
    const body = JSON.stringify({ showpadInfo, query: person.lastName, limit: 5 })
    const request = signShowpad({ url, body, secrets: [secret], now })
    return { request, signed: `${body}.${request.headers['x-showpad-signature-timestamp']}` }
  }
  if (protocol === 'showpad' && endpoint === 'v1/activities') {
    // Without a recipient, so that nothing is logged: what the endpoint answers is that it lacks them.
    const showpadInfo = { subdomain: 'connection-test', username: team.email, crmInstanceId: connectorId }
    const body = JSON.stringify({ showpadInfo, subject: 'Connection test', recipientIds: [] })
    const request = signShowpad({ url, body, secrets: [secret], now })
    return { request, signed: `${body}.${request.headers['x-showpad-signature-timestamp']}` }
  }
  if (protocol === 'salesloft' && endpoint.startsWith('iframe?slot=')) {
    const slot = salesloftSlots.find((name) => endpoint === `iframe?slot=${name}`)
    if (slot) {
      const payload = slotPayload(slot, input)
      return { request: await signSalesloft({ url, slot, payload, secret }), signed: JSON.stringify(payload) }
    }
  }
  if (protocol === 'marketplace' && endpoint === 'redirection') {
    const values = {
      location_id: 'connection-test',
      user_id: team.userId,
      contact_api_id: person.id,
      user_oauth_url: '',
    }
    const request = signMarketplace({ mode: 'encrypted', url, values, secret })
    return { request, signed: JSON.stringify(values) }
  }
  if (protocol === 'sure-send' && endpoint === 'widget') {
    const context = {
      team: { id: team.teamId, name: team.organisation },
      user: { id: team.userId, email: team.email },
      person: { ...person, emails: [], stage: { name: 'Connection test' }, phones: [] },
      timestamp: `${now.toISOString().slice(0, 19)}Z`,
    }
    const request = signSureSend({ url, context, secret })
    return { request, signed: new URL(request.url).searchParams.get('context') ?? '' }
  }
  // A registration would be a real one, and only the platform knows the key of its URL.
  throw new AppError('invalid_input', 'This endpoint has no test: it would change records.')
}

/** What Salesloft would put in each slot, about the first person. */
function slotPayload(
  slot: SalesloftSlot,
  { team, person, connection, connectorId }: TestInput,
): SalesloftPayload {
  const base = {
    integration_id: connection?.integrationId ?? '',
    tenant_id: connection?.tenantId ?? '',
    user_guid: team.userId,
    origin: new URL(endpointUrl('salesloft', connectorId, '')).origin,
  }
  if (slot === 'full_page') return base
  const opened = {
    ...base,
    nonce: 'connection-test',
    person: {
      id: person.id,
      display_name: `${person.firstName} ${person.lastName}`.trim(),
      email_address: person.emails[0]?.email ?? null,
    },
  }
  if (slot === 'custom_action') return { ...opened, action: { id: 1 } }
  return slot === 'account_page' ? { ...opened, account: { id: 'connection-test', name: '' } } : opened
}

function describeRequest({ method, url, headers, body }: SignedRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${url}`, ...lines, ...(body === null ? [] : ['', body])].join('\n')
}
