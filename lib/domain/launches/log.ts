import { type Actor, requirePartner } from '@/lib/auth/permissions'
import type { LaunchFailure, LaunchProbe } from '@/lib/domain/framing/framing.schema'
import { type ListLaunchesInput, launchPeriods } from '@/lib/domain/launches/launches.schema'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { escapeLike } from '@/lib/domain/text/search-text'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

const pageSize = 50
const exportBatch = 1_000
const teamsMax = 50
const versionsMax = 200
const dayMs = 24 * 60 * 60 * 1000
/** The stage gives up after ten seconds, and its word needs a moment. */
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

/** Everything that is kept of a launch, as its partner may see it. Neither context nor signature is kept by anybody. */
export async function getWidgetLaunch(
  actor: Actor,
  input: { widgetId: string; launchId: string },
  now = databaseNow(),
) {
  const partner = requirePartner(actor, 'widget.read')
  const row = await db().launch.findFirst({
    where: { id: input.launchId, widgetId: input.widgetId, widget: { partnerId: partner.partnerId } },
    select: {
      id: true,
      createdAt: true,
      settledAt: true,
      completedAt: true,
      placement: true,
      outcome: true,
      reason: true,
      secretVersion: true,
      fingerprint: true,
      probe: true,
      versionId: true,
      version: { select: { number: true, name: true } },
      team: { select: { id: true, name: true } },
      widget: { select: { protocol: true, workingVersionId: true, servingVersionId: true } },
    },
  })
  if (!row) throw notFound('launch')
  const { version, team, widget, versionId, probe, completedAt, ...rest } = row
  return {
    ...describeLaunch({ ...rest, version: version.number, teamId: team.id, teamName: team.name }, now),
    settledAt: row.settledAt,
    completedAt,
    name: version.name,
    protocol: widget.protocol,
    /** Which version of the sandbox is the one that was launched. */
    sandboxVersion:
      versionId === widget.servingVersionId
        ? ('serving' as const)
        : versionId === widget.workingVersionId
          ? ('working' as const)
          : null,
    probe: probe as LaunchProbe | null,
  }
}

export type LaunchDetails = Awaited<ReturnType<typeof getWidgetLaunch>>

async function requireOwnWidget(actor: Actor, widgetId: string): Promise<string> {
  const partner = requirePartner(actor, 'widget.read')
  const owned = await db().widget.findFirst({
    where: { id: widgetId, partnerId: partner.partnerId },
    select: { id: true },
  })
  if (!owned) throw notFound('widget')
  return owned.id
}

type Conditions = { where: Prisma.Sql; teamIds: string[] | undefined }

/** Undefined where nothing can match. */
async function readConditions(widgetId: string, input: Input, now: Date): Promise<Conditions | undefined> {
  const { outcome, placement, version, period, query, cursor } = input
  const conditions = [Prisma.sql`"widgetId" = ${widgetId}`]
  if (outcome === 'shown' || outcome === 'failed' || outcome === 'opened')
    conditions.push(Prisma.sql`"outcome" = ${outcome}::"LaunchOutcome"`)
  else if (outcome) conditions.push(Prisma.sql`"reason" = ${outcome}`)
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
    // The first half alone is what an index can be entered by.
    conditions.push(Prisma.sql`"createdAt" <= ${at} AND ("createdAt" < ${at} OR "id" > ${id})`)
  }
  const isId = query?.startsWith('lch_')
  if (isId) conditions.push(Prisma.sql`"id" = ${query}`)
  const named = query && !isId ? await findTeams(widgetId, query) : undefined
  const teamIds = input.team ? (named?.filter((id) => id === input.team) ?? [input.team]) : named
  if (teamIds?.length === 0) return undefined
  return { where: Prisma.join(conditions, ' AND '), teamIds }
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

function selectLaunches({ where, teamIds }: Conditions, take: number): Promise<StoredLaunch[]> {
  const columns = Prisma.sql`"id", "createdAt", "settledAt", "placement", "outcome", "reason", "versionId", "secretVersion",
    "fingerprint", "teamId"`
  // Of several teams each is read by its own index, and no further than the page goes.
  const page = teamIds
    ? Prisma.sql`unnest(${teamIds}::uuid[]) AS chosen(team), LATERAL (
        SELECT ${columns} FROM "Launch" WHERE ${where} AND "teamId" = chosen.team
        ORDER BY "createdAt" DESC, "id" LIMIT ${take}) l`
    : Prisma.sql`(SELECT ${columns} FROM "Launch" WHERE ${where} ORDER BY "createdAt" DESC, "id" LIMIT ${take}) l`
  return db().$queryRaw<StoredLaunch[]>`
    SELECT l."id", l."createdAt", l."settledAt", l."placement", l."outcome", l."reason", l."secretVersion", l."fingerprint",
      l."teamId", v."number" AS version, t."name" AS "teamName"
    FROM ${page} JOIN "WidgetVersion" v ON v."id" = l."versionId" JOIN "Team" t ON t."id" = l."teamId"
    ORDER BY l."createdAt" DESC, l."id" LIMIT ${take}`
}

function describeLaunch({ settledAt, ...row }: StoredLaunch, now: Date): LaunchRow {
  const isOpening = row.outcome === 'opened' && now.getTime() - row.createdAt.getTime() < openingMs
  return {
    ...row,
    placement: row.placement as Placement,
    reason: row.reason as LaunchFailure | null,
    outcome: row.outcome === 'opened' ? (isOpening ? 'opening' : 'left') : row.outcome,
    loadMs: row.outcome === 'shown' && settledAt ? settledAt.getTime() - row.createdAt.getTime() : null,
  }
}
