import { randomUUID } from 'node:crypto'
import type { PartnerActor, TeamActor } from '@/lib/auth/permissions'
import { createLocation } from '@/lib/domain/installations/locations'
import { createLocationInput } from '@/lib/domain/installations/locations.schema'
import { registerLocation, registerUser, unregisterUser } from '@/lib/domain/installations/registrations'
import { db } from '@/lib/server/db'
import { approvedWidget, createPartner, createTeam, type WidgetFields } from './factories'

export const userTemplate =
  '/users?location={{location.id}}&user={{user.id}}&name={{user.username}}&email={{user.email}}&domain={{user.domain.url}}'
export const locationTemplate =
  '/locations?id={{location.id}}&account={{location.account_number}}&api={{location.location_api_id}}'

/** A marketplace widget that every team may use; its postbacks go to `origin`, if there is one. */
export function marketplaceWidget(partner: PartnerActor, origin?: string, fields: WidgetFields = {}) {
  return approvedWidget(partner, {
    protocol: 'marketplace',
    url: 'https://widgets.example.com/market',
    ...(origin
      ? { locationPostbackUrl: origin + locationTemplate, userPostbackUrl: origin + userTemplate }
      : {}),
    ...fields,
  })
}

export async function addLocation(admin: TeamActor, name = 'Main Street', now = new Date()): Promise<string> {
  const input = createLocationInput.parse({ name, accountNumber: 'A 1', apiId: 'main' })
  return (await createLocation(admin, input, now)).locationId
}

/** Further members of the team, who sign in nowhere. */
export async function addMembers(teamId: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID())
  await db().user.createMany({
    data: ids.map((id, index) => ({
      id,
      teamId,
      email: `member-${id}@example.com`,
      name: `Member ${index}`,
      passwordHash: 'none',
      role: 'agent' as const,
      username: `member.${index}`,
    })),
  })
  return ids
}

/** A widget whose postbacks go to `origin`, and a team with a location registered for it. */
export async function registeredTeam(origin: string, now = new Date()) {
  const [{ owner, qa }, team] = await Promise.all([createPartner(), createTeam()])
  const { widgetId, secret } = await marketplaceWidget(owner, origin)
  const locationId = await addLocation(team.admin, 'Main Street', now)
  await registerLocation(team.admin, { widgetId, locationId }, now)
  const at = { widgetId, locationId }
  return {
    ...team,
    ...at,
    secret,
    owner,
    qa,
    register: (userId: string, when = new Date()) => registerUser(team.admin, { ...at, userId }, when),
    unregister: (userId: string, when = new Date()) => unregisterUser(team.admin, { ...at, userId }, when),
  }
}

/** The queue of a widget in the order in which it was made. */
export function listQueue(widgetId: string) {
  return db().postback.findMany({
    where: { widgetId },
    orderBy: [{ createdAt: 'asc' }, { sequence: 'asc' }, { id: 'asc' }],
  })
}
