import { type Actor, requirePartner, requireTeam } from '@/lib/auth/permissions'
import { type OverviewInput, overviewPeriods } from '@/lib/domain/installations/overviews.schema'
import { isFailing } from '@/lib/domain/installations/widget-health'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

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
  /** Hours or days of UTC, each by its beginning, the oldest first. */
  steps: (LaunchFigures & { from: string })[]
  /** Every widget, the most launched first; of failures the most frequent reasons first. */
  widgets: (LaunchFigures & {
    widgetId: string
    name: string
    isFailing: boolean
    reasons: { reason: string; count: number }[]
  })[]
  /** Of the chosen widget, or of all. */
  total: LaunchFigures
  /** Its name; undefined where none is chosen, or one that is not here. */
  chosen: { widgetId: string; name: string } | undefined
}

/** How the launches of a partner's widgets went, by hour or day and by widget, in all teams together. */
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
  grouping: number
  from: string | null
  widgetId: string | null
  chosen: boolean | null
  reason: string | null
  launches: number
  shown: number
  failed: number
  p50: number | null
  p95: number | null
}

/** GROUPING() of each set below: a bit is 0 for a column that the set has. */
const bySteps = 0b0101
const byWidget = 0b1011
const together = 0b1101
const byReason = 0b1010

/** One reading of the launches in the period, so that every figure is of the same moment. */
async function readOverview(
  where: Prisma.Sql,
  widgets: NamedWidget[],
  input: OverviewInput,
  now: Date,
): Promise<Overview> {
  const { steps, stepMs } = overviewPeriods[input.period]
  const first = new Date(Math.floor(now.getTime() / stepMs) * stepMs - (steps - 1) * stepMs)
  const named = widgets.map(({ id, servingVersion, workingVersion }) => ({
    widgetId: id,
    name: (servingVersion ?? workingVersion)?.name ?? id,
  }))
  const chosen = named.find(({ widgetId }) => widgetId === input.widget)
  const isChosen = chosen ? Prisma.sql`"widgetId" = ${chosen.widgetId}` : Prisma.sql`true`
  const rows = await db().$queryRaw<FigureRow[]>`
    WITH seen AS (
      SELECT floor(extract(epoch FROM "createdAt") * 1000 / ${stepMs}::float) AS step, "widgetId", ${isChosen} AS chosen, "outcome",
        CASE WHEN "outcome" = 'failed' THEN coalesce("reason", 'unknown') END AS reason,
        CASE WHEN "outcome" = 'shown' THEN extract(epoch FROM "settledAt" - "createdAt") * 1000 END AS ms
      FROM "Launch" WHERE ${where} AND "createdAt" >= ${first}
    )
    SELECT GROUPING(step, "widgetId", chosen, reason) AS grouping,
      to_char(to_timestamp(step * ${stepMs}::float / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS from,
      "widgetId", chosen, reason, count(*)::int AS launches,
      (count(*) FILTER (WHERE "outcome" = 'shown'))::int AS shown,
      (count(*) FILTER (WHERE "outcome" = 'failed'))::int AS failed,
      (percentile_cont(0.5) WITHIN GROUP (ORDER BY ms))::float AS p50,
      (percentile_cont(0.95) WITHIN GROUP (ORDER BY ms))::float AS p95
    FROM seen GROUP BY GROUPING SETS ((step, chosen), ("widgetId"), (chosen), ("widgetId", reason))`
  const rowsBy = (grouping: number) => rows.filter((row) => row.grouping === grouping)
  const steppedRows = new Map(rowsBy(bySteps).flatMap((row) => (row.chosen ? [[row.from, row]] : [])))
  const widgetRows = new Map(rowsBy(byWidget).map((row) => [row.widgetId, row]))
  const reasonRows = rowsBy(byReason).sort((one, other) => other.failed - one.failed)
  return {
    steps: Array.from({ length: steps }, (_, index) => {
      const from = new Date(first.getTime() + index * stepMs).toISOString()
      return { from, ...figuresOf(steppedRows.get(from)) }
    }),
    widgets: named
      .map((widget) => {
        const figures = figuresOf(widgetRows.get(widget.widgetId))
        return {
          ...widget,
          ...figures,
          isFailing: isFailing(figures),
          reasons: reasonRows.flatMap(({ widgetId, reason, failed }) =>
            widgetId === widget.widgetId && reason !== null ? [{ reason, count: failed }] : [],
          ),
        }
      })
      .sort((one, other) => other.launches - one.launches),
    total: figuresOf(rowsBy(together).find((row) => row.chosen)),
    chosen,
  }
}

function figuresOf(row: FigureRow | undefined): LaunchFigures {
  const { launches = 0, shown = 0, failed = 0, p50 = null, p95 = null } = row ?? {}
  return { launches, shown, failed, p50: round(p50), p95: round(p95) }
}

function round(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms)
}
