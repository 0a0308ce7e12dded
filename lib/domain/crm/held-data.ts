import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { describeCompany, describePerson } from '@/lib/domain/crm/describe-record'
import { findMentions, readMentioning } from '@/lib/domain/crm/record-mentions'
import { notFound } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'

const batchSize = 500

/** One member of the file: a value, or rows that are read as the file is written. */
export type HeldMember = object | string | AsyncIterable<object[]>
export type HeldData = Record<string, HeldMember>

type Read = () => Promise<Actor>

/**
 * Everything the installation holds about a person, as one JSON object whose long lists are read in batches. Who asks is read again with
 * each batch. What is in it, and what an erasure leaves of it, is in docs/help/admin.md. @throws AppError not_found
 */
export async function readHeldPerson(
  readActor: Read,
  { personId }: { personId: string },
  now = databaseNow(),
): Promise<HeldData> {
  const team = await requireReader(readActor, 'person', personId)
  const person = await describePerson(team, personId)
  const steps = await db().step.findMany({
    where: { personId, teamId: team.teamId },
    orderBy: { id: 'asc' },
    omit: { teamId: true, personId: true },
  })
  await recordDownload(team, { noun: 'person', id: personId }, now)
  return { generatedAt: now.toISOString(), person, steps, ...(await listsOf(readActor, 'person', personId)) }
}

/** The same of a company, with the ids of its people. @throws AppError not_found */
export async function readHeldCompany(
  readActor: Read,
  { companyId }: { companyId: string },
  now = databaseNow(),
): Promise<HeldData> {
  const team = await requireReader(readActor, 'company', companyId)
  const company = await describeCompany(team, companyId)
  const people = batches(readActor, (member, after: { id: string } | undefined) =>
    db().person.findMany({
      where: { companyId, teamId: member.teamId, ...(after ? { id: { gt: after.id } } : {}) },
      orderBy: { id: 'asc' },
      take: batchSize,
      select: { id: true },
    }),
  )
  await recordDownload(team, { noun: 'company', id: companyId }, now)
  return {
    generatedAt: now.toISOString(),
    company,
    people,
    ...(await listsOf(readActor, 'company', companyId)),
  }
}

/** Who may erase a record may read all of it; a launch's token may not. */
async function requireReader(readActor: Read, noun: 'person' | 'company', id: string): Promise<TeamActor> {
  const team = requireTeam(await readActor(), 'record.erase')
  if (!isUuid(id) || team.onlyRecordId !== undefined) throw notFound(noun)
  return team
}

async function recordDownload(
  team: TeamActor,
  { noun, id }: { noun: 'person' | 'company'; id: string },
  at: Date,
): Promise<void> {
  const name = noun === 'person' ? 'A person' : 'A company'
  await inTransaction((tx) =>
    recordAudit(tx, team, {
      action: 'record.downloaded',
      subject: { type: 'record', id, name },
      teamId: team.teamId,
      at,
    }),
  )
}

async function listsOf(readActor: Read, noun: 'person' | 'company', recordId: string): Promise<HeldData> {
  const { teamId } = requireTeam(await readActor(), 'record.erase')
  const mentions = await findMentions({ teamId, id: recordId, noun })
  return {
    activities: batches(readActor, (team, after?: { id: string; occurredAt: Date }) =>
      readActivities(team.teamId, recordId, after),
    ),
    launches: batches(readActor, (team, after?: { id: string; createdAt: Date }) =>
      readLaunches(team.teamId, recordId, after),
    ),
    accessTokens: await db().accessToken.findMany({
      where: { teamId, recordId },
      orderBy: { createdAt: 'asc' },
      select: {
        widgetId: true,
        userId: true,
        placement: true,
        scopes: true,
        createdAt: true,
        expiresAt: true,
        lastUsedAt: true,
        revokedAt: true,
      },
    }),
    connectorRequests: mentions
      ? batches(readActor, (team, after?: { id: string }) =>
          readMentioning({ teamId: team.teamId, mentions, after: BigInt(after?.id ?? 0) }, batchSize),
        )
      : [],
    webhookEvents: batches(readActor, (team, after?: { id: string }) =>
      db().postback.findMany({
        where: { recordId, teamId: team.teamId, ...(after ? { id: { gt: after.id } } : {}) },
        orderBy: { id: 'asc' },
        take: batchSize,
        select: {
          id: true,
          endpointId: true,
          type: true,
          state: true,
          createdAt: true,
          settledAt: true,
          body: true,
        },
      }),
    ),
    auditEvents: batches(readActor, async (team, after?: { sequence: string }) => {
      const rows = await db().auditEvent.findMany({
        where: {
          subjectId: recordId,
          teamId: team.teamId,
          ...(after ? { sequence: { gt: BigInt(after.sequence) } } : {}),
        },
        orderBy: { sequence: 'asc' },
        take: batchSize,
        select: { sequence: true, at: true, action: true, actorName: true, subjectName: true, data: true },
      })
      return rows.map(({ sequence, ...row }) => ({ ...row, sequence: String(sequence) }))
    }),
  }
}

/** Rows by a cursor, which is the last row: one batch is in memory at a time. */
async function* batches<Row extends object>(
  readActor: Read,
  read: (team: TeamActor, after: Row | undefined) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let last: Row | undefined
  do {
    const rows = await read(requireTeam(await readActor(), 'record.erase'), last)
    if (rows.length > 0) yield rows
    last = rows.length < batchSize ? undefined : rows.at(-1)
  } while (last)
}

async function readActivities(teamId: string, recordId: string, after?: { id: string; occurredAt: Date }) {
  const rows = await db().activityRecord.findMany({
    where: {
      recordId,
      activity: { teamId },
      ...(after
        ? {
            occurredAt: { lte: after.occurredAt },
            OR: [{ occurredAt: { lt: after.occurredAt } }, { activityId: { gt: after.id } }],
          }
        : {}),
    },
    orderBy: [{ occurredAt: 'desc' }, { activityId: 'asc' }],
    take: batchSize,
    select: {
      activity: {
        select: {
          id: true,
          kind: true,
          subject: true,
          description: true,
          html: true,
          occurredAt: true,
          createdAt: true,
          connectorId: true,
          user: { select: { name: true } },
        },
      },
    },
  })
  return rows.map(({ activity: { user, ...activity } }) => ({ ...activity, by: user.name }))
}

async function readLaunches(teamId: string, recordId: string, after?: { id: string; createdAt: Date }) {
  const rows = await db().launch.findMany({
    where: {
      teamId,
      recordId,
      ...(after
        ? {
            createdAt: { lte: after.createdAt },
            OR: [{ createdAt: { lt: after.createdAt } }, { id: { gt: after.id } }],
          }
        : {}),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: batchSize,
    select: {
      id: true,
      widgetId: true,
      version: { select: { name: true, number: true } },
      placement: true,
      stepId: true,
      createdAt: true,
      settledAt: true,
      completedAt: true,
      outcome: true,
      reason: true,
      hostUserName: true,
      user: { select: { name: true } },
    },
  })
  return rows.map(({ version, user, hostUserName, ...launch }) => ({
    ...launch,
    widget: version.name,
    version: version.number,
    by: hostUserName ?? user.name,
  }))
}
