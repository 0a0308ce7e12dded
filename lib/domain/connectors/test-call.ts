import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { endpointUrl } from '@/lib/domain/connectors/endpoint-url'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { openForVerifying } from '@/lib/domain/secrets/openers'
import { AppError, notFound } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
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
  const protocol = connector.protocol as ProtocolId
  const test = await profileOf(protocol).connector.signTest({
    connection,
    connectorId: connector.id,
    endpoint: input.endpoint,
    url: endpointUrl(protocol, connector.id, input.endpoint),
    secret: active.secret,
    team,
    person: person ?? { id: team.teamId, firstName: 'Nobody', lastName: 'Here', emails: [] },
    now,
  })
  if (!test) throw new AppError('invalid_input', 'This endpoint has no test: it would change records.')
  const answer = await callSelf(test.request)
  return {
    request: describeRequest(test.request),
    signed: test.signed,
    status: answer.status,
    contentType: answer.contentType,
    response: answer.body,
    milliseconds: answer.milliseconds,
  }
}

function describeRequest({ method, url, headers, body }: SignedRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${url}`, ...lines, ...(body === null ? [] : ['', body])].join('\n')
}
