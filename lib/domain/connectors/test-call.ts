import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { endpointUrl } from '@/lib/domain/connectors/endpoint-url'
import { findExamplePerson, findPerson } from '@/lib/domain/crm/records'
import { profileOf } from '@/lib/domain/profiles/registry'
import { writeCurl } from '@/lib/domain/profiles/write-curl'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { openForVerifying } from '@/lib/domain/secrets/openers'
import { AppError, invalidField, notFound } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'
import { callSelf } from '@/lib/server/self-call'

export type ConnectorTest = {
  endpoint: string
  request: string
  curl: string
  /** What the signature was made over, as far as it is text. */
  signed: string
  status: number
  contentType: string
  responseHeaders: string
  response: string
  milliseconds: number
}

/** What the form of a test begins with: the name of one of the team's contacts, or nothing where it has none. */
export async function suggestTestQuery(actor: Actor): Promise<string> {
  const person = await findExamplePerson(actor)
  return person ? `${person.firstName} ${person.lastName}`.trim() : ''
}

/**
 * Signs a request as the platform would, sends it to the public URL, and returns all of it.
 * @throws AppError not_found, wrong_state, invalid_input for a contact that is not found
 */
export async function testConnector(
  actor: Actor,
  input: { connectorId: string; endpoint: string; query: string },
  now = databaseNow(),
): Promise<ConnectorTest> {
  const team = requireTeam(actor, 'connector.manage')
  const connector = await db().connector.findFirst({
    where: { id: input.connectorId, teamId: team.teamId, deletedAt: null },
    select: { id: true, protocol: true },
  })
  if (!connector) throw notFound('connector')
  const protocol = connector.protocol as ProtocolId
  const profile = profileOf(protocol).connector
  const endpoint = profile.endpoints.find(({ path }) => path === input.endpoint)
  if (endpoint?.asks === 'query' && !input.query) throw invalidField('query', 'Enter what to search for.')
  const person = endpoint?.asks === 'contact' ? await findPerson(team, input.query) : null
  if (endpoint?.asks === 'contact' && !person)
    throw invalidField(
      'query',
      input.query
        ? `No contact matches “${input.query}”. Enter a name, email or phone number.`
        : 'Enter the name, email or phone number of a contact.',
    )
  await consumeLimit('connector_test', connector.id)
  const opened = await openForVerifying(db(), connector.id, now)
  const active =
    opened.find((secret) => secret.endpoint === input.endpoint) ??
    opened.find((secret) => secret.endpoint === null)
  if (!active) throw new AppError('wrong_state', 'This connector has no secret yet. Connect it first.')
  const connection = await db().connectorOAuth.findUnique({
    where: { connectorId: connector.id },
    select: { tenantId: true, integrationId: true },
  })
  const test = await profile.signTest({
    connection,
    connectorId: connector.id,
    endpoint: input.endpoint,
    url: endpointUrl(protocol, connector.id, input.endpoint),
    secret: active.secret,
    team,
    query: input.query,
    person: person ?? { id: team.teamId, firstName: '', lastName: '', emails: [] },
    now,
  })
  if (!test)
    throw new AppError('invalid_input', 'This endpoint can’t be tested, because a test would change records.')
  const answer = await callSelf(test.request)
  return {
    endpoint: input.endpoint,
    request: describeRequest(test.request),
    curl: writeCurl(test.request),
    signed: test.signed,
    status: answer.status,
    contentType: answer.contentType,
    responseHeaders: listHeaders(answer.headers).join('\n'),
    response: answer.body,
    milliseconds: answer.milliseconds,
  }
}

function describeRequest({ method, url, headers, body }: SignedRequest): string {
  return [`${method} ${url}`, ...listHeaders(headers), ...(body === null ? [] : ['', body])].join('\n')
}

function listHeaders(headers: Record<string, string>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
}
