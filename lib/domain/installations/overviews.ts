import { type Actor, requirePartner, requireTeam } from '@/lib/auth/permissions'
import type { OverviewInput } from '@/lib/domain/installations/overviews.schema'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

const dayMs = 24 * 60 * 60 * 1000
const widgetsMax = 100

/** How launches went: of those that ended, shown or failed; load times from signing to shown, in milliseconds. */
export type LaunchFigures = {
  launches: number
  shown: number
  failed: number
  p50: number | null
  p95: number | null
}

export type Overview = {
  days: (LaunchFigures & { day: string })[]
  /** The most launched first. */
  widgets: (LaunchFigures & {
    widgetId: string
    name: string
    reasons: { reason: string; count: number }[]
  })[]
  total: LaunchFigures
}

/** How the launches of a partner's widgets went, by day and by widget, in all teams together. */
export async function getPartnerOverview(
  actor: Actor,
  input: OverviewInput,
  now = databaseNow(),
): Promise<Overview> {
  const partner = requirePartner(actor, 'widget.read')
  const widgets = await db().widget.findMany({
    where: { partnerId: partner.partnerId },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: widgetsMax,
    select: namedWidget,
  })
  const ids = widgets.map(({ id }) => id)
  return readOverview(Prisma.sql`"widgetId" = ANY(${ids})`, widgets, input, now)
}

/** The same of the widgets that a team opened. */
export async function getTeamOverview(
  actor: Actor,
  input: OverviewInput,
  now = databaseNow(),
): Promise<Overview> {
  const team = requireTeam(actor, 'installation.manage')
  const widgets = await db().widget.findMany({
    where: { switches: { some: { teamId: team.teamId } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: widgetsMax,
    select: namedWidget,
  })
  return readOverview(Prisma.sql`"teamId" = ${team.teamId}::uuid`, widgets, input, now)
}

const namedWidget = {
  id: true,
  servingVersion: { select: { name: true } },
  workingVersion: { select: { name: true } },
} as const

type NamedWidget = {
  id: string
  servingVersion: { name: string } | null
  workingVersion: { name: string } | null
}

type FigureRow = {
  day: string | null
  widgetId: string | null
  launches: number
  shown: number
  failed: number
  p50: number | null
  p95: number | null
}

/** One reading of the launches in the window, grouped by day, by widget, and all together. */
async function readOverview(
  where: Prisma.Sql,
  widgets: NamedWidget[],
  { days }: OverviewInput,
  now: Date,
): Promise<Overview> {
  const first = new Date(Math.floor(now.getTime() / dayMs) * dayMs - (days - 1) * dayMs)
  const [rows, reasons] = await Promise.all([
    db().$queryRaw<FigureRow[]>`
      WITH seen AS (
        SELECT to_char("createdAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, "widgetId", "outcome",
          CASE WHEN "outcome" = 'shown' THEN extract(epoch FROM "settledAt" - "createdAt") * 1000 END AS ms
        FROM "Launch" WHERE ${where} AND "createdAt" >= ${first}
      )
      SELECT day, "widgetId", count(*)::int AS launches, (count(*) FILTER (WHERE "outcome" = 'shown'))::int AS shown,
        (count(*) FILTER (WHERE "outcome" = 'failed'))::int AS failed,
        (percentile_cont(0.5) WITHIN GROUP (ORDER BY ms))::float AS p50,
        (percentile_cont(0.95) WITHIN GROUP (ORDER BY ms))::float AS p95
      FROM seen GROUP BY GROUPING SETS ((day), ("widgetId"), ())`,
    db().$queryRaw<{ widgetId: string; reason: string; count: number }[]>`
      SELECT "widgetId", COALESCE("reason", 'unknown') AS reason, count(*)::int AS count FROM "Launch"
      WHERE ${where} AND "createdAt" >= ${first} AND "outcome" = 'failed'
      GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT 500`,
  ])
  const byDay = new Map(rows.flatMap((row) => (row.day === null ? [] : [[row.day, row]])))
  const byWidget = new Map(rows.flatMap((row) => (row.widgetId === null ? [] : [[row.widgetId, row]])))
  const total = rows.find((row) => row.day === null && row.widgetId === null)
  return {
    days: Array.from({ length: days }, (_, index) => {
      const day = new Date(first.getTime() + index * dayMs).toISOString().slice(0, 10)
      return { day, ...figuresOf(byDay.get(day)) }
    }),
    widgets: widgets
      .map(({ id, servingVersion, workingVersion }) => ({
        widgetId: id,
        name: (servingVersion ?? workingVersion)?.name ?? id,
        ...figuresOf(byWidget.get(id)),
        reasons: reasons
          .filter(({ widgetId }) => widgetId === id)
          .map(({ reason, count }) => ({ reason, count })),
      }))
      .sort((one, other) => other.launches - one.launches),
    total: figuresOf(total),
  }
}

function figuresOf(row: FigureRow | undefined): LaunchFigures {
  const { launches = 0, shown = 0, failed = 0, p50 = null, p95 = null } = row ?? {}
  return { launches, shown, failed, p50: round(p50), p95: round(p95) }
}

function round(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms)
}
