import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import {
  changeRegistrations,
  findLive,
  locationFields,
  lockRegistrations,
  lockRows,
  memberFields,
} from '@/lib/domain/installations/change-registrations'
import {
  type RegisterLocationInput,
  type RegisterUserInput,
  registerBatchMax,
} from '@/lib/domain/installations/registrations.schema'
import { ensureInstalled, findVisibleWidget } from '@/lib/domain/installations/state'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import { AppError, notFound } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, pool, type Reader, type Tx } from '@/lib/server/db'

/** What a change of a registration came to: false where it was so already. */
export type Changed = { changed: boolean }

/**
 * Registers a location for a marketplace widget, installs the widget if need be, and notifies its partner by a postback.
 * @throws AppError not_found, wrong_state for a widget of another protocol, widget_suspended, widget_stopped
 */
export async function registerLocation(
  actor: Actor,
  input: RegisterLocationInput,
  now = databaseNow(),
): Promise<Changed> {
  const team = requireTeam(actor, 'installation.manage')
  return inTransaction(async (tx) => {
    const widget = await lockWidget(tx, team, input.widgetId)
    const location = await findLocation(tx, team, input.locationId)
    await lockRows(tx, { widgetId: widget.id, locationId: location.id })
    await ensureInstalled(tx, team, widget.id, now)
    const existing = await tx.registration.findFirst({
      where: { widgetId: widget.id, locationId: location.id, userId: null },
      select: { id: true, unregisteredAt: true },
    })
    if (existing?.unregisteredAt === null) return { changed: false }
    const subject = { widget, location, user: null, registrationId: existing?.id ?? null }
    await changeRegistrations(tx, team, {
      teamId: team.teamId,
      event: 'registered',
      subjects: [subject],
      now,
    })
    return { changed: true }
  })
}

/**
 * Unregisters a location: its users first, each with a separate postback, then the location.
 * @throws AppError not_found for a location or widget that is not the team's
 */
export async function unregisterLocation(
  actor: Actor,
  input: RegisterLocationInput,
  now = databaseNow(),
): Promise<Changed> {
  return unregister(actor, input, {}, now)
}

/**
 * Registers a member at a location that is registered for the widget.
 * @throws AppError not_found, not_registered when the location is not, wrong_state, widget_suspended, widget_stopped
 */
export async function registerUser(
  actor: Actor,
  input: RegisterUserInput,
  now = databaseNow(),
): Promise<Changed> {
  const { registered } = await registerMembers(actor, input, [input.userId], now)
  return { changed: registered > 0 }
}

/** Unregisters a member at a location. @throws AppError not_found for another team's */
export async function unregisterUser(
  actor: Actor,
  input: RegisterUserInput,
  now = databaseNow(),
): Promise<Changed> {
  if (!isUuid(input.userId)) throw notFound('member')
  return unregister(actor, input, { userId: input.userId }, now)
}

/**
 * Registers the members who are not registered at this location, up to a hundred a call, and says how many are left.
 * @throws AppError not_found, not_registered, wrong_state, widget_suspended, widget_stopped
 */
export async function registerAllMembers(
  actor: Actor,
  input: RegisterLocationInput,
  now = databaseNow(),
): Promise<{ registered: number; left: number }> {
  return registerMembers(actor, input, 'all', now)
}

/** Whether a member is registered for a widget at this very location, and the location too. */
export async function isRegistered(
  reader: Reader,
  input: { widgetId: string; teamId: string; locationId: string; userId: string },
): Promise<boolean> {
  const { userId, ...at } = input
  if (!isUuid(userId)) return false
  const live = await reader.registration.findMany({
    where: { ...at, unregisteredAt: null, location: { deletedAt: null }, OR: [{ userId: null }, { userId }] },
    select: { userId: true },
  })
  return live.length === 2
}

type LaunchRegistration = {
  id: string
  name: string
  accountNumber: string | null
  apiId: string | null
  /** Of the team's member, as whom it opens. */
  memberId: string
}

/**
 * The location that a launch of a marketplace widget is about: the chosen one, or the first one at which the member is registered,
 * where the location's own registration is live too. The member is the team's of that id, or else of that email.
 * @throws AppError not_registered saying whether the location or the member is missing, and what to do
 */
export async function findLaunchRegistration(input: {
  widgetId: string
  teamId: string
  user: { id: string; email: string }
  locationId?: string | undefined
}): Promise<LaunchRegistration> {
  const { widgetId, teamId, user, locationId = null } = input
  const { rows } = await pool().query<Omit<LaunchRegistration, 'memberId'> & { memberId: string | null }>({
    name: 'launch-registration',
    text: `WITH member AS (
        SELECT "id" FROM "User" WHERE "teamId" = $2 AND "removedAt" IS NULL AND ("id" = $3 OR "email" = $4)
        ORDER BY "id" = $3 DESC NULLS LAST LIMIT 1
      )
      SELECT l."id", l."name", l."accountNumber", l."apiId", own."userId" AS "memberId"
      FROM "Registration" r
      JOIN "Location" l ON l."id" = r."locationId" AND l."deletedAt" IS NULL
      LEFT JOIN "Registration" own ON own."widgetId" = r."widgetId" AND own."teamId" = r."teamId"
        AND own."locationId" = r."locationId" AND own."unregisteredAt" IS NULL AND own."userId" = (SELECT "id" FROM member)
      WHERE r."widgetId" = $1 AND r."teamId" = $2 AND r."userId" IS NULL AND r."unregisteredAt" IS NULL
        AND ($5::text IS NULL OR r."locationId" = $5)
      ORDER BY r."registeredAt", r."id"`,
    values: [widgetId, teamId, isUuid(user.id) ? user.id : null, user.email.toLowerCase(), locationId],
  })
  for (const { memberId, ...location } of rows) if (memberId !== null) return { ...location, memberId }
  throw new AppError('not_registered', describeMissing(rows, locationId !== null))
}

function describeMissing(locations: { name: string }[], isChosen: boolean): string {
  const [first, ...others] = locations
  const ask = 'A team admin does that under Settings, Integration widgets.'
  if (first) {
    const where = others.length > 0 ? 'at any location' : `at ${first.name}`
    return `You are not registered ${where} for this widget. ${ask}`
  }
  return isChosen
    ? `This location is not registered for this widget. ${ask}`
    : `No location of your team is registered for this widget. ${ask}`
}

async function registerMembers(
  actor: Actor,
  input: RegisterLocationInput,
  who: string[] | 'all',
  now: Date,
): Promise<{ registered: number; left: number }> {
  const team = requireTeam(actor, 'installation.manage')
  return inTransaction(async (tx) => {
    const widget = await lockWidget(tx, team, input.widgetId)
    const location = await findLocation(tx, team, input.locationId)
    const at = { widgetId: widget.id, locationId: location.id }
    const members = await findMembers(tx, team, at, who)
    await lockRows(tx, { widgetId: widget.id, locationId: location.id })
    await ensureInstalled(tx, team, widget.id, now)
    const isOpen = await tx.registration.findFirst({
      where: { ...at, userId: null, unregisteredAt: null },
      select: { id: true },
    })
    if (!isOpen)
      throw new AppError(
        'not_registered',
        `${location.name} is not registered for ${widget.name}. Register the location first.`,
      )
    const subjects = members
      .filter(({ registrations: [existing] }) => existing?.unregisteredAt !== null)
      .map(({ registrations: [existing], ...user }) => ({
        widget,
        location,
        user,
        registrationId: existing?.id ?? null,
      }))
    const batch = subjects.slice(0, registerBatchMax)
    await changeRegistrations(tx, team, { teamId: team.teamId, event: 'registered', subjects: batch, now })
    return { registered: batch.length, left: subjects.length - batch.length }
  })
}

async function unregister(
  actor: Actor,
  input: RegisterLocationInput,
  where: { userId?: string },
  now: Date,
): Promise<Changed> {
  const team = requireTeam(actor, 'installation.manage')
  return inTransaction(async (tx) => {
    const widget = await lockWidget(tx, team, input.widgetId)
    const location = await findLocation(tx, team, input.locationId)
    const subjects = await findLive(tx, {
      teamId: team.teamId,
      widgetId: widget.id,
      locationId: location.id,
      ...where,
    })
    await changeRegistrations(tx, team, { teamId: team.teamId, event: 'unregistered', subjects, now })
    return { changed: subjects.length > 0 }
  })
}

/** A marketplace widget that the team may see. Its registrations by this team are locked, and so is its row. */
async function lockWidget(tx: Tx, team: TeamActor, widgetId: string) {
  await lockRegistrations(tx, team.teamId)
  await tx.$queryRaw`SELECT 1 FROM "Widget" WHERE id = ${widgetId} FOR SHARE`
  const { id, protocol, version } = await findVisibleWidget(tx, team, widgetId)
  if (!findFacts(protocol)?.isRegistered)
    throw new AppError(
      'wrong_state',
      `${version.name} is not a marketplace widget and doesn’t need registration.`,
    )
  return { id, name: version.name, settings: version.settings }
}

async function findLocation(tx: Tx, team: TeamActor, locationId: string) {
  const location = await tx.location.findFirst({
    where: { id: locationId, teamId: team.teamId, deletedAt: null },
    select: locationFields,
  })
  if (!location) throw notFound('location')
  return location
}

async function findMembers(
  tx: Tx,
  team: TeamActor,
  at: { widgetId: string; locationId: string },
  who: string[] | 'all',
) {
  if (who !== 'all' && !who.every(isUuid)) throw notFound('member')
  const members = await tx.user.findMany({
    where: { teamId: team.teamId, removedAt: null, ...(who === 'all' ? {} : { id: { in: who } }) },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: {
      ...memberFields,
      registrations: { where: at, select: { id: true, unregisteredAt: true } },
    },
  })
  if (who !== 'all' && members.length < who.length) throw notFound('member')
  return members
}
