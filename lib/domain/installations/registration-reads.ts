import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { locationsMax } from '@/lib/domain/installations/locations.schema'
import { findVisibleWidget } from '@/lib/domain/installations/state'
import type { PostbackState } from '@/lib/domain/postbacks/postbacks.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { isUuid } from '@/lib/ids'
import { db } from '@/lib/server/db'

const membersPageSize = 50

/**
 * The team's locations with their registrations for a marketplace widget, and a page of its members with theirs.
 * @throws AppError not_found
 */
export async function listRegistrations(
  actor: Actor,
  input: { widgetId: string; members?: string | undefined },
) {
  const team = requireTeam(actor, 'installation.read')
  const widget = await findVisibleWidget(db(), team, input.widgetId)
  const after = input.members && isUuid(input.members) ? input.members : undefined
  const [locations, members, memberCount, flags] = await Promise.all([
    db().location.findMany({
      where: { teamId: team.teamId, deletedAt: null },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: locationsMax,
      select: { id: true, name: true, accountNumber: true, apiId: true },
    }),
    db().user.findMany({
      where: { teamId: team.teamId, removedAt: null },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: membersPageSize + 1,
      ...(after ? { cursor: { id: after, teamId: team.teamId }, skip: 1 } : {}),
      select: { id: true, name: true, email: true },
    }),
    db().user.count({ where: { teamId: team.teamId, removedAt: null } }),
    db().widget.findUniqueOrThrow({ where: { id: widget.id }, select: { postbacksDisabledAt: true } }),
  ])
  const page = members.slice(0, membersPageSize)
  const { find, counts } = await findRegistrations(
    { widgetId: widget.id, teamId: team.teamId },
    page.map(({ id }) => id),
  )
  const { locationPostbackUrl, userPostbackUrl } = readSettings(widget.version.settings)
  return {
    widget: { id: widget.id, name: widget.version.name, partnerName: widget.partner.name },
    tells: { location: locationPostbackUrl !== undefined, user: userPostbackUrl !== undefined },
    isHeld: flags.postbacksDisabledAt !== null || widget.suspendedAt !== null,
    isClosed: widget.suspendedAt !== null || widget.stoppedAt !== null,
    memberCount,
    nextMembers: members.length > membersPageSize ? page.at(-1)?.id : undefined,
    locations: locations.map((location) => ({
      ...location,
      ...find(location.id, null),
      userCount: counts.get(location.id) ?? 0,
      members: page.map((member) => ({ ...member, ...find(location.id, member.id) })),
    })),
  }
}

/** How each location, and each of these members at it, stands; and how many members are registered at each location. */
async function findRegistrations(of: { widgetId: string; teamId: string }, userIds: string[]) {
  const [rows, grouped] = await Promise.all([
    db().registration.findMany({
      where: { ...of, OR: [{ userId: null }, { userId: { in: userIds } }] },
      select: {
        locationId: true,
        userId: true,
        registeredAt: true,
        unregisteredAt: true,
        postbacks: {
          orderBy: { sequence: 'desc' },
          take: 1,
          select: { state: true, nextAttemptAt: true, settledAt: true },
        },
      },
    }),
    db().registration.groupBy({
      by: ['locationId'],
      where: { ...of, userId: { not: null }, unregisteredAt: null },
      _count: true,
    }),
  ])
  const byKey = new Map(rows.map((row) => [`${row.locationId} ${row.userId ?? ''}`, row]))
  const find = (locationId: string, userId: string | null) => {
    const row = byKey.get(`${locationId} ${userId ?? ''}`)
    // What became of it, never where it went.
    const [last] = row?.postbacks ?? []
    return {
      registeredAt: row && row.unregisteredAt === null ? row.registeredAt : undefined,
      last: last ? { ...last, state: last.state as PostbackState } : undefined,
    }
  }
  return { find, counts: new Map(grouped.map(({ locationId, _count }) => [locationId, _count])) }
}
