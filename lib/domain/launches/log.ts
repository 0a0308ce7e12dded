import { type Actor, requirePartner, requireTeam } from '@/lib/auth/permissions'
import type { LaunchFailure, LaunchProbe } from '@/lib/domain/framing/framing.schema'
import { type ListLaunchesInput, launchPeriods } from '@/lib/domain/launches/launches.schema'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { escapeLike } from '@/lib/domain/text/search-text'
import { notFound } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

const pageSize = 50
const exportBatch = 1_000
const teamsMax = 50
const versionsMax = 200
const dayMs = 24 * 60 * 60 * 1000
/** The stage stops waiting after ten seconds, and its message needs a moment. */
const openingMs = 15_000

/** One line of the log. */
export type LaunchRow = {
  id: string
  createdAt: Date
  placement: Placement
  outcome: 'opening' | 'left' | 'shown' | 'failed'
  reason: LaunchFailure | null
  /** From signing until it was shown. */
  loadMs: number | null
  version: number
  secretVersion: number
  fingerprint: string
  teamId: string
  teamName: string
}

type Input = ListLaunchesInput & { widgetId: string }

/** A partner's launches of one widget, newest first, by cursor. Whose record it was stays with the team. */
export function listWidgetLaunches(actor: Actor, input: Input, now = databaseNow()) {
  return readLaunches(actor, input, { now, take: pageSize })
}

/** The same, in larger pieces for a file. */
export function exportWidgetLaunches(actor: Actor, input: Input, now = databaseNow()) {
  return readLaunches(actor, input, { now, take: exportBatch })
}

async function readLaunches(actor: Actor, input: Input, { now, take }: { now: Date; take: number }) {
  const widgetId = await requireOwnWidget(actor, input.widgetId)
  const conditions = await readConditions(widgetId, input, now)
  const rows = conditions ? await selectLaunches(conditions, take + 1) : []
  const launches = rows.slice(0, take).map((row) => describeLaunch(row, now))
  const last = launches.at(-1)
  return {
    launches,
    nextCursor: rows.length > take && last ? `${last.createdAt.getTime()}_${last.id}` : undefined,
  }
}

/** What the filters offer: the versions of the widget, and the team that is chosen. */
export async function listLaunchChoices(
  actor: Actor,
  input: { widgetId: string; team?: string | undefined },
) {
  const widgetId = await requireOwnWidget(actor, input.widgetId)
  const [versions, team] = await Promise.all([
    db().widgetVersion.findMany({
      where: { widgetId },
      orderBy: { number: 'desc' },
      take: versionsMax,
      select: { number: true },
    }),
    // A team that never opened the widget has no name here.
    input.team
      ? db().team.findFirst({
          where: { id: input.team, launches: { some: { widgetId } } },
          select: { name: true },
        })
      : null,
  ])
  return { versions: versions.map(({ number }) => number), teamName: team?.name }
}

/** Everything that is kept of a launch, as its partner may see it. The context and the signature are never stored. */
export async function getWidgetLaunch(
  actor: Actor,
  input: { widgetId: string; launchId: string },
  now = databaseNow(),
) {
  const partner = requirePartner(actor, 'widget.read')
  const row = await db().launch.findFirst({
    where: { id: input.launchId, widgetId: input.widgetId, widget: { partnerId: partner.partnerId } },
    select: {
      ...detailFields,
      secretVersion: true,
      fingerprint: true,
      versionId: true,
      team: { select: { id: true, name: true } },
      widget: { select: { workingVersionId: true, servingVersionId: true } },
    },
  })
  if (!row) throw notFound('launch')
  const { version, team, widget, versionId, secretVersion, fingerprint } = row
  return {
    ...describeDetails(row, now),
    teamId: team.id,
    teamName: team.name,
    secretVersion,
    fingerprint,
    /** Which version of the sandbox is the one that was launched. */
    sandboxVersion:
      versionId === widget.servingVersionId
        ? ('serving' as const)
        : versionId === widget.workingVersionId
          ? ('working' as const)
          : null,
    version: version.number,
  }
}

/** A launch on a record, for its team. @throws AppError not_found */
export async function getRecordLaunch(
  actor: Actor,
  input: { recordId: string; launchId: string },
  now = databaseNow(),
) {
  const team = requireTeam(actor, 'record.read')
  if (!isUuid(input.recordId)) throw notFound('launch')
  const row = await db().launch.findFirst({
    where: { id: input.launchId, teamId: team.teamId, recordId: input.recordId },
    select: { ...detailFields, hostUserName: true, user: { select: { name: true } } },
  })
  if (!row) throw notFound('launch')
  return {
    ...describeDetails(row, now),
    version: row.version.number,
    userName: row.hostUserName ?? row.user.name,
  }
}

const detailFields = {
  id: true,
  createdAt: true,
  settledAt: true,
  completedAt: true,
  placement: true,
  outcome: true,
  reason: true,
  probe: true,
  version: { select: { number: true, name: true } },
} as const

type StoredDetails = {
  id: string
  createdAt: Date
  settledAt: Date | null
  completedAt: Date | null
  placement: string
  outcome: 'opened' | 'shown' | 'failed'
  reason: string | null
  probe: unknown
  version: { name: string }
}

/** What a partner and a team both read of a launch. */
export type LaunchDetails = ReturnType<typeof describeDetails>

function describeDetails(row: StoredDetails, now: Date) {
  const { id, createdAt, settledAt, completedAt, placement, probe, version } = row
  return {
    id,
    createdAt,
    settledAt,
    completedAt,
    placement: placement as Placement,
    outcome: describeOutcome(row, now),
    reason: row.reason as LaunchFailure | null,
    name: version.name,
    probe: probe as LaunchProbe | null,
  }
}

async function requireOwnWidget(actor: Actor, widgetId: string): Promise<string> {
  const partner = requirePartner(actor, 'widget.read')
  const owned = await db().widget.findFirst({
    where: { id: widgetId, partnerId: partner.partnerId },
    select: { id: true },
  })
  if (!owned) throw notFound('widget')
  return owned.id
}

type Conditions = {
  where: Prisma.Sql
  /** Read apart and put together, each by its own index; undefined where one index has all of them in order. */
  outcomes: string[] | undefined
  teamIds: string[] | undefined
}

const outcomes = ['opened', 'shown', 'failed']

/** Undefined where nothing can match. */
async function readConditions(widgetId: string, input: Input, now: Date): Promise<Conditions | undefined> {
  const { outcome, placement, version, period, query, cursor } = input
  const conditions = [Prisma.sql`"widgetId" = ${widgetId}`]
  const ended = outcome === undefined || outcomes.includes(outcome) ? outcome : 'failed'
  if (outcome !== ended) conditions.push(Prisma.sql`"reason" = ${outcome}`)
  if (placement) conditions.push(Prisma.sql`"placement" = ${placement}`)
  if (period)
    conditions.push(Prisma.sql`"createdAt" >= ${new Date(now.getTime() - launchPeriods[period] * dayMs)}`)
  if (version) {
    const found = await db().widgetVersion.findFirst({
      where: { widgetId, number: version },
      select: { id: true },
    })
    if (!found) return undefined
    conditions.push(Prisma.sql`"versionId" = ${found.id}`)
  }
  if (cursor) {
    const [ms, id] = [cursor.slice(0, cursor.indexOf('_')), cursor.slice(cursor.indexOf('_') + 1)]
    const at = new Date(Number(ms))
    // An index can use only the first half.
    conditions.push(Prisma.sql`"createdAt" <= ${at} AND ("createdAt" < ${at} OR "id" > ${id})`)
  }
  const isId = query?.startsWith('lch_')
  if (isId) conditions.push(Prisma.sql`"id" = ${query}`)
  const named = query && !isId ? await findTeams(widgetId, query) : undefined
  const teamIds = input.team ? (named?.filter((id) => id === input.team) ?? [input.team]) : named
  if (teamIds?.length === 0) return undefined
  const isInParts = version !== undefined || placement !== undefined || teamIds !== undefined
  return {
    where: Prisma.join(conditions, ' AND '),
    outcomes: ended ? [ended] : isInParts ? outcomes : undefined,
    teamIds,
  }
}

/** The teams of this name that opened the widget. */
async function findTeams(widgetId: string, name: string): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT t."id" FROM "Team" t
    WHERE t."name" ILIKE ${`%${escapeLike(name)}%`}
      AND EXISTS (SELECT 1 FROM "Launch" l WHERE l."widgetId" = ${widgetId} AND l."teamId" = t."id")
    ORDER BY t."name" LIMIT ${teamsMax}`
  return rows.map(({ id }) => id)
}

type StoredLaunch = Omit<LaunchRow, 'outcome' | 'placement' | 'reason' | 'loadMs'> & {
  settledAt: Date | null
  placement: string
  outcome: 'opened' | 'shown' | 'failed'
  reason: string | null
}

function selectLaunches({ where, ...parts }: Conditions, take: number): Promise<StoredLaunch[]> {
  const columns = Prisma.sql`"id", "createdAt", "settledAt", "placement", "outcome", "reason", "versionId", "secretVersion",
    "fingerprint", "teamId"`
  const conditions = [
    where,
    ...(parts.outcomes ? [Prisma.sql`"outcome" = ended.outcome`] : []),
    ...(parts.teamIds ? [Prisma.sql`"teamId" = chosen.team`] : []),
  ]
  const sources = [
    ...(parts.outcomes ? [Prisma.sql`unnest(${parts.outcomes}::"LaunchOutcome"[]) AS ended(outcome)`] : []),
    ...(parts.teamIds ? [Prisma.sql`unnest(${parts.teamIds}::uuid[]) AS chosen(team)`] : []),
    // No part is read further than the page goes.
    Prisma.sql`LATERAL (SELECT ${columns} FROM "Launch" WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY "createdAt" DESC, "id" LIMIT ${take}) l`,
  ]
  return db().$queryRaw<StoredLaunch[]>`
    SELECT l."id", l."createdAt", l."settledAt", l."placement", l."outcome", l."reason", l."secretVersion", l."fingerprint",
      l."teamId", v."number" AS version, t."name" AS "teamName"
    FROM ${Prisma.join(sources)} JOIN "WidgetVersion" v ON v."id" = l."versionId" JOIN "Team" t ON t."id" = l."teamId"
    ORDER BY l."createdAt" DESC, l."id" LIMIT ${take}`
}

function describeLaunch({ settledAt, ...row }: StoredLaunch, now: Date): LaunchRow {
  return {
    ...row,
    placement: row.placement as Placement,
    reason: row.reason as LaunchFailure | null,
    outcome: describeOutcome(row, now),
    loadMs: row.outcome === 'shown' && settledAt ? settledAt.getTime() - row.createdAt.getTime() : null,
  }
}

function describeOutcome(
  { outcome, createdAt }: Pick<StoredLaunch, 'outcome' | 'createdAt'>,
  now: Date,
): LaunchRow['outcome'] {
  if (outcome !== 'opened') return outcome
  return now.getTime() - createdAt.getTime() < openingMs ? 'opening' : 'left'
}
