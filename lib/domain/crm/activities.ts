import { randomUUID } from 'node:crypto'
import { type Actor, requireTeam } from '@/lib/auth/permissions'
import type { CreateActivityBody } from '@/lib/domain/crm/activities.schema'
import { AppError } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'

const activitiesShown = 10

/** The latest activities on a record of the actor's team, newest first; at most 10. */
export async function listRecordActivities(actor: Actor, recordId: string) {
  const team = requireTeam(actor, 'record.read')
  return isUuid(recordId) ? recentActivities(team.teamId, recordId) : []
}

/** The same for a caller that a connector has proven, by the team's id. */
export async function recentActivities(teamId: string, recordId: string) {
  const rows = await db().activityRecord.findMany({
    where: { recordId, activity: { teamId } },
    orderBy: { occurredAt: 'desc' },
    take: activitiesShown,
    select: {
      occurredAt: true,
      activity: {
        select: { id: true, kind: true, subject: true, description: true, user: { select: { name: true } } },
      },
    },
  })
  return rows.map(({ occurredAt, activity: { user, ...activity } }) => ({
    ...activity,
    occurredAt,
    by: user.name,
  }))
}

/** Logs an activity as a member of the team. @throws AppError not_found naming the ids that are not the team's */
export async function createActivity(
  actor: Actor,
  input: CreateActivityBody,
  now = databaseNow(),
): Promise<{ id: string }> {
  const team = requireTeam(actor, 'record.write')
  const { recordIds, subject, description, occurredAt } = input
  const id = await inTransaction((tx) =>
    logActivity(tx, {
      teamId: team.teamId,
      connectorId: null,
      userId: team.userId,
      recordIds,
      subject,
      description,
      occurredAt: occurredAt ? new Date(occurredAt) : now,
      now,
    }),
  )
  return { id }
}

/** Logs an activity on the records it was about. @throws AppError not_found naming the ids that are not the team's */
export async function logActivity(
  tx: Tx,
  input: {
    teamId: string
    /** The platform that logs it; none for a member or a program of the team. */
    connectorId: string | null
    userId: string
    recordIds: string[]
    kind?: 'activity' | 'email'
    subject: string
    description: string | undefined
    html?: string
    occurredAt: Date
    now: Date
  },
): Promise<string> {
  const recordIds = [...new Set(input.recordIds)]
  const where = { id: { in: recordIds }, teamId: input.teamId }
  const [people, companies] = [
    await tx.person.findMany({ where, select: { id: true } }),
    await tx.company.findMany({ where, select: { id: true } }),
  ]
  const known = new Set([...people, ...companies].map(({ id }) => id))
  const unknown = recordIds.filter((id) => !known.has(id))
  if (unknown.length > 0)
    throw new AppError(
      'not_found',
      `This team has no record with the id ${unknown.slice(0, 3).join(', ')}. Nothing was logged.`,
    )
  const id = randomUUID()
  await tx.activity.create({
    data: {
      id,
      teamId: input.teamId,
      connectorId: input.connectorId,
      userId: input.userId,
      kind: input.kind ?? 'activity',
      subject: input.subject,
      description: input.description ?? null,
      html: input.html ?? null,
      occurredAt: input.occurredAt,
      createdAt: input.now,
      records: { create: recordIds.map((recordId) => ({ recordId, occurredAt: input.occurredAt })) },
    },
    select: { id: true },
  })
  return id
}
