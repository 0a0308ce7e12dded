import { type AuditActor, recordAudit } from '@/lib/domain/audit/events'
import { effectiveVersion } from '@/lib/domain/installations/installations'
import { enqueuePostbacks } from '@/lib/domain/postbacks/queue'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { newId } from '@/lib/ids'
import { fillTemplate } from '@/lib/protocols/url-template'
import type { Tx } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

/** What a postback reports about a location, and about a user at it. */
export const locationFields = { id: true, name: true, accountNumber: true, apiId: true } as const
export const memberFields = { id: true, name: true, email: true, username: true, domainUrl: true } as const

type Location = { id: string; name: string; accountNumber: string | null; apiId: string | null }
type Member = {
  id: string
  name: string
  email: string
  username: string | null
  domainUrl: string | null
}
type Widget = { id: string; name: string; settings: unknown }

/** One location, or one user at it, whose registration for a widget changes. */
export type RegistrationSubject = {
  widget: Widget
  location: Location
  user: Member | null
  /** None before it is registered the first time. */
  registrationId: string | null
}

type RegistrationChange = {
  teamId: string
  event: 'registered' | 'unregistered'
  subjects: RegistrationSubject[]
  now: Date
}

/**
 * Locks the registrations of a team until the transaction ends: they change one after another. It comes before any other lock of
 * the transaction, and before its audit events, which are one queue for the whole portal.
 */
export async function lockRegistrations(tx: Tx, teamId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Team" WHERE id = ${teamId}::uuid FOR NO KEY UPDATE`
}

/**
 * Locks the rows of registrations, in the one order that all code uses, so that no replay of their postbacks waits for this
 * transaction while it waits for the replay.
 */
export async function lockRows(tx: Tx, where: { widgetId: string; locationId: string } | { ids: string[] }) {
  if ('ids' in where)
    await tx.$queryRaw`SELECT 1 FROM "Registration" WHERE id = ANY(${where.ids}) ORDER BY id FOR NO KEY UPDATE`
  else
    await tx.$queryRaw`
      SELECT 1 FROM "Registration" WHERE "widgetId" = ${where.widgetId} AND "locationId" = ${where.locationId}
      ORDER BY id FOR NO KEY UPDATE`
}

/**
 * Writes registrations that begin or end, the postback of each where the widget's version has a template for it, and the audit
 * events. Subjects are those that change, in the order in which partners are notified; `lockRegistrations` comes first.
 */
export async function changeRegistrations(
  tx: Tx,
  actor: AuditActor,
  input: RegistrationChange,
): Promise<void> {
  const { teamId, event, now } = input
  const subjects = input.subjects.map((subject) => ({
    ...subject,
    registrationId: subject.registrationId ?? newId('reg'),
    isNew: subject.registrationId === null,
  }))
  if (subjects.length === 0) return
  const [fresh, known] = [subjects.filter(({ isNew }) => isNew), subjects.filter(({ isNew }) => !isNew)]
  const knownIds = known.map(({ registrationId }) => registrationId)
  await lockRows(tx, { ids: knownIds })
  await tx.registration.createMany({
    data: fresh.map(({ registrationId, widget, location, user }) => ({
      id: registrationId,
      widgetId: widget.id,
      teamId,
      locationId: location.id,
      userId: user?.id ?? null,
      registeredAt: now,
    })),
  })
  await tx.registration.updateMany({
    where: { id: { in: knownIds } },
    data: event === 'registered' ? { registeredAt: now, unregisteredAt: null } : { unregisteredAt: now },
  })
  const postbacks = subjects.flatMap((subject) => {
    const url = fillPostbackUrl(subject)
    return url ? [{ registrationId: subject.registrationId, widgetId: subject.widget.id, url }] : []
  })
  const method = event === 'registered' ? 'POST' : 'DELETE'
  await enqueuePostbacks(tx, { teamId, method, postbacks, now })
  await recordChanges(tx, actor, input)
}

async function recordChanges(
  tx: Tx,
  actor: AuditActor,
  { teamId, event, subjects, now }: RegistrationChange,
): Promise<void> {
  for (const { widget, location, user } of subjects) {
    await recordAudit(tx, actor, {
      action: `registration.${event}`,
      subject: user
        ? { type: 'member', id: user.id, name: user.name }
        : { type: 'location', id: location.id, name: location.name },
      teamId,
      data: { widget: widget.name, ...(user ? { location: location.name } : {}) },
      at: now,
    })
  }
}

/** Ends every registration of a widget by a team, or of a member everywhere: users before their locations. */
export async function endRegistrations(
  tx: Tx,
  actor: AuditActor,
  input: { teamId: string; where: { widgetId: string } | { userId: string }; now: Date },
): Promise<void> {
  const { teamId, where, now } = input
  const subjects = await findLive(tx, { teamId, ...where })
  await changeRegistrations(tx, actor, { teamId, event: 'unregistered', subjects, now })
}

/** The live registrations of a team, as subjects of an end to them: users first, then the locations. */
export async function findLive(
  tx: Tx,
  where: { teamId: string } & Prisma.RegistrationWhereInput,
): Promise<RegistrationSubject[]> {
  const version = { select: { name: true, settings: true } }
  const rows = await tx.registration.findMany({
    where: { ...where, unregisteredAt: null },
    orderBy: [{ registeredAt: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      location: { select: locationFields },
      user: { select: memberFields },
      widget: {
        select: {
          id: true,
          testTeamId: true,
          testState: true,
          servingVersion: version,
          testVersion: version,
        },
      },
    },
  })
  const subjects = rows.map(({ id, location, user, widget }) => {
    // Without a version that serves this team any more there is nobody to tell.
    const { name, settings } = effectiveVersion(widget, where.teamId) ?? { name: widget.id, settings: {} }
    return { widget: { id: widget.id, name, settings }, location, user, registrationId: id }
  })
  return [...subjects.filter(({ user }) => user), ...subjects.filter(({ user }) => !user)]
}

function fillPostbackUrl({ widget, location, user }: RegistrationSubject): string | undefined {
  const { locationPostbackUrl, userPostbackUrl } = readSettings(widget.settings)
  const template = user ? userPostbackUrl : locationPostbackUrl
  if (!template) return undefined
  return fillTemplate(template, user ? 'user_postback' : 'location_postback', {
    'location.id': location.id,
    'location.account_number': location.accountNumber ?? '',
    'location.location_api_id': location.apiId ?? '',
    'user.id': user?.id,
    'user.username': user?.username ?? '',
    'user.email': user?.email,
    'user.domain.url': user?.domainUrl ?? '',
  })
}
