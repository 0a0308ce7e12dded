import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { lockRegistrations } from '@/lib/domain/installations/change-registrations'
import { effectiveVersion, visibleTo } from '@/lib/domain/installations/installations'
import {
  type CreateLocationInput,
  locationsMax,
  type UpdateLocationInput,
} from '@/lib/domain/installations/locations.schema'
import { AppError, notFound } from '@/lib/errors'
import { newLocationId } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'

const pageSize = 50

/** The team's locations, the oldest first, by cursor, each with how many marketplace widgets it is registered for. */
export async function listLocations(actor: Actor, input: { cursor?: string | undefined } = {}) {
  const team = requireTeam(actor, 'location.manage')
  const rows = await db().location.findMany({
    where: { teamId: team.teamId, deletedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(input.cursor ? { cursor: { id: input.cursor, teamId: team.teamId }, skip: 1 } : {}),
    select: {
      id: true,
      name: true,
      accountNumber: true,
      apiId: true,
      createdAt: true,
      _count: {
        select: {
          registrations: {
            where: { userId: null, unregisteredAt: null, widget: visibleTo(team.teamId) },
          },
        },
      },
    },
  })
  const locations = rows
    .slice(0, pageSize)
    .map(({ _count, ...location }) => ({ ...location, widgetCount: _count.registrations }))
  return { locations, nextCursor: rows.length > pageSize ? locations.at(-1)?.id : undefined }
}

/** Adds a location. @throws AppError conflict when the team has as many as it may have */
export async function createLocation(
  actor: Actor,
  input: CreateLocationInput,
  now = databaseNow(),
): Promise<{ locationId: string }> {
  const team = requireTeam(actor, 'location.manage')
  const { name, accountNumber, apiId } = input
  return inTransaction(async (tx) => {
    await lockRegistrations(tx, team.teamId)
    const count = await tx.location.count({ where: { teamId: team.teamId, deletedAt: null } })
    if (count >= locationsMax)
      throw new AppError('conflict', `A team has at most ${locationsMax} locations. Remove one first.`)
    const location = await tx.location.create({
      data: { id: newLocationId(), teamId: team.teamId, name, accountNumber, apiId, createdAt: now },
      select: { id: true, name: true },
    })
    await recordLocation(tx, team, 'location.created', location, now)
    return { locationId: location.id }
  })
}

/** Changes what a location is called. Partners are not notified of the change. @throws AppError not_found */
export async function updateLocation(
  actor: Actor,
  input: UpdateLocationInput,
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'location.manage')
  const { locationId, name, accountNumber, apiId } = input
  await inTransaction(async (tx) => {
    const [location] = await tx.location.updateManyAndReturn({
      where: { id: locationId, teamId: team.teamId, deletedAt: null },
      data: { name, accountNumber, apiId },
      select: { id: true, name: true },
    })
    if (!location) throw notFound('location')
    await recordLocation(tx, team, 'location.updated', location, now)
  })
}

/**
 * Removes a location that no marketplace widget has: unregistering tells partners, so nobody does it in passing.
 * @throws AppError not_found, conflict naming the widgets that it is registered for
 */
export async function deleteLocation(
  actor: Actor,
  input: { locationId: string },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'location.manage')
  await inTransaction(async (tx) => {
    await lockRegistrations(tx, team.teamId)
    const widgets = await listRegisteredWidgets(tx, team, input.locationId)
    if (widgets.length > 0)
      throw new AppError(
        'conflict',
        `This location is registered for ${widgets.join(', ')}. Unregister it there first, so that each partner is notified.`,
      )
    const [location] = await tx.location.updateManyAndReturn({
      where: { id: input.locationId, teamId: team.teamId, deletedAt: null },
      data: { deletedAt: now },
      select: { id: true, name: true },
    })
    if (!location) throw notFound('location')
    // The rest belongs to widgets that the team no longer sees, whose partners can't be notified.
    await tx.registration.updateMany({
      where: { locationId: location.id, unregisteredAt: null },
      data: { unregisteredAt: now },
    })
    await recordLocation(tx, team, 'location.deleted', location, now)
  })
}

async function listRegisteredWidgets(tx: Tx, team: TeamActor, locationId: string): Promise<string[]> {
  const version = { select: { name: true } }
  const rows = await tx.registration.findMany({
    where: {
      locationId,
      teamId: team.teamId,
      userId: null,
      unregisteredAt: null,
      widget: visibleTo(team.teamId),
    },
    orderBy: { registeredAt: 'asc' },
    take: 10,
    select: {
      widget: {
        select: { testTeamId: true, testState: true, servingVersion: version, testVersion: version },
      },
    },
  })
  return rows.flatMap(({ widget }) => effectiveVersion(widget, team.teamId)?.name ?? [])
}

async function recordLocation(
  tx: Tx,
  team: TeamActor,
  action: AuditAction,
  location: { id: string; name: string },
  at: Date,
): Promise<void> {
  await recordAudit(tx, team, {
    action,
    subject: { type: 'location', id: location.id, name: location.name },
    teamId: team.teamId,
    at,
  })
}
