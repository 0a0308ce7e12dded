import { createHash } from 'node:crypto'
import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { changeConnector, type NamedConnector, recordConnector } from '@/lib/domain/connectors/change'
import type { RegistrationQuery } from '@/lib/domain/connectors/connectors.schema'
import { endpointUrl } from '@/lib/domain/connectors/endpoint-url'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { AppError } from '@/lib/errors'
import { newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'

/** Replaces the key of the postback URLs, which are shown this once: those in use end at this moment. */
export async function renewPostbackKey(
  actor: Actor,
  input: { connectorId: string },
  now = databaseNow(),
): Promise<{ postbackUrls: string[] }> {
  return changeConnector(actor, input.connectorId, async (tx, team, connector) => {
    if (!factsOf(connector.protocol).connector.hasPostbacks)
      throw new AppError('wrong_state', 'Only a marketplace connector has postbacks.')
    const key = newToken()
    await tx.connector.update({
      where: { id: connector.id },
      data: { postbackKeyHash: hashPostbackKey(key) },
      select: { id: true },
    })
    await recordConnector(tx, team, connector, 'connector.postback_key_renewed', {}, now)
    return { postbackUrls: postbackTemplates(connector, key) }
  })
}

/** The locations and users that a platform registered, the newest first. */
export async function listRegistrations(actor: Actor, connectorId: string) {
  const team = requireTeam(actor, 'connector.read')
  return db().connectorRegistration.findMany({
    where: { connectorId, connector: { teamId: team.teamId, deletedAt: null } },
    orderBy: [{ registeredAt: 'desc' }, { locationId: 'asc' }, { userId: 'asc' }],
    take: 100,
    omit: { connectorId: true },
  })
}

/** The key itself is only in the platform's settings. */
export function hashPostbackKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** The URL templates of location and user for the platform's settings. */
export function postbackTemplates(
  { id, protocol }: Pick<NamedConnector, 'id' | 'protocol'>,
  key: string,
): string[] {
  const base = `${endpointUrl(protocol, id, 'postbacks')}?key=${key}`
  const location =
    'location_id={{location.id}}&account_number={{location.account_number}}&location_api_id={{location.location_api_id}}'
  const user =
    'user_id={{user.id}}&username={{user.username}}&email={{user.email}}&domain_url={{user.domain.url}}'
  return [`${base}&${location}`, `${base}&${location}&${user}`]
}

/** Writes what a postback told. The same one again changes nothing. */
export async function register(
  connectorId: string,
  query: RegistrationQuery,
  event: 'registered' | 'unregistered',
  now: Date,
): Promise<void> {
  const key = { connectorId, locationId: query.location_id, userId: query.user_id }
  if (event === 'unregistered') {
    await db().connectorRegistration.updateMany({
      where: { ...key, unregisteredAt: null },
      data: { unregisteredAt: now },
    })
    return
  }
  const told = {
    accountNumber: query.account_number ?? null,
    locationApiId: query.location_api_id ?? null,
    username: query.username ?? null,
    email: query.email ?? null,
    domainUrl: query.domain_url ?? null,
  }
  const { count } = await db().connectorRegistration.createMany({
    data: [{ ...key, ...told, registeredAt: now }],
    skipDuplicates: true,
  })
  if (count > 0) return
  await db().connectorRegistration.updateMany({
    where: { ...key, unregisteredAt: { not: null } },
    data: { registeredAt: now, unregisteredAt: null },
  })
  await db().connectorRegistration.updateMany({ where: key, data: told })
}
