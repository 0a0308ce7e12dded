import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'

const dayMs = 24 * 60 * 60 * 1000
/** Fewer failures in a day are chance; more than this share of the launches that ended are not. */
const failuresMin = 3
const failedShareMin = 0.2

/** How a serving widget's launches went over the last day. Load times in milliseconds. */
export type WidgetHealth = {
  launches: number
  shown: number
  failed: number
  /** Of the failed ones: the server answered a valid launch with a refusal. */
  refused: number
  p95: number | null
  /** Whether so many launches fail that something is broken. */
  isFailing: boolean
  /** The failures by reason, the most frequent first. */
  reasons: { reason: string; count: number }[]
  lastRun: { id: string; passed: boolean | null; finishedAt: Date } | null
  /** The secret that signs; null where each team has its own. */
  secret: { version: number; activeSince: Date } | null
}

/** How the launches of a widget went in the last 24 hours, and the related figures. @throws AppError not_found */
export async function getWidgetHealth(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<WidgetHealth> {
  const partner = requirePartner(actor, 'widget.read')
  const since = new Date(now.getTime() - dayMs)
  const widget = await db().widget.findFirst({
    where: { id: input.widgetId, partnerId: partner.partnerId },
    select: {
      id: true,
      certifications: {
        where: { state: 'done' },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: 1,
        select: { id: true, passed: true, finishedAt: true, createdAt: true },
      },
      secrets: {
        where: { state: 'active' },
        take: 1,
        select: { version: true, activatedAt: true, createdAt: true },
      },
    },
  })
  if (!widget) throw notFound('widget')
  const [[figures], reasons] = await Promise.all([
    db().$queryRaw<{ launches: number; shown: number; failed: number; p95: number | null }[]>`
      SELECT count(*)::int AS launches, (count(*) FILTER (WHERE "outcome" = 'shown'))::int AS shown,
        (count(*) FILTER (WHERE "outcome" = 'failed'))::int AS failed,
        (percentile_cont(0.95) WITHIN GROUP (
          ORDER BY CASE WHEN "outcome" = 'shown' THEN extract(epoch FROM "settledAt" - "createdAt") * 1000 END))::float AS p95
      FROM "Launch" WHERE "widgetId" = ${widget.id} AND "createdAt" >= ${since}`,
    db().$queryRaw<{ reason: string; count: number }[]>`
      SELECT COALESCE("reason", 'unknown') AS reason, count(*)::int AS count FROM "Launch"
      WHERE "widgetId" = ${widget.id} AND "createdAt" >= ${since} AND "outcome" = 'failed'
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20`,
  ])
  const { launches = 0, shown = 0, failed = 0, p95 = null } = figures ?? {}
  const [run] = widget.certifications
  const [secret] = widget.secrets
  return {
    launches,
    shown,
    failed,
    refused: reasons.find(({ reason }) => reason === 'refused')?.count ?? 0,
    p95: p95 === null ? null : Math.round(p95),
    isFailing: isFailing({ shown, failed }),
    reasons,
    lastRun: run ? { id: run.id, passed: run.passed, finishedAt: run.finishedAt ?? run.createdAt } : null,
    secret: secret ? { version: secret.version, activeSince: secret.activatedAt ?? secret.createdAt } : null,
  }
}

/** A widget that needs its partner: reviewers returned its version, or its launches fail. */
export type TroubledWidget = { isReturned: boolean; failing: { shown: number; failed: number } | null }

/**
 * The partner's widgets that need attention, by id. Launches that were shown are only counted where enough failed, so a partner whose
 * widgets work pays for a look into the index of failures.
 */
export async function listTroubledWidgets(
  actor: Actor,
  now = databaseNow(),
): Promise<ReadonlyMap<string, TroubledWidget>> {
  const partner = requirePartner(actor, 'widget.read')
  const since = new Date(now.getTime() - dayMs)
  const rows = await db().$queryRaw<{ id: string; isReturned: boolean; shown: number; failed: number }[]>`
    SELECT w."id", COALESCE(v."state" = 'returned', false) AS "isReturned", f.failed, s.shown
    FROM "Widget" w
    LEFT JOIN "WidgetVersion" v ON v."id" = w."workingVersionId"
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS failed FROM "Launch" l
      WHERE l."widgetId" = w."id" AND l."outcome" = 'failed' AND l."createdAt" >= ${since}) f
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS shown FROM "Launch" l
      WHERE f.failed >= ${failuresMin} AND l."widgetId" = w."id" AND l."outcome" = 'shown'
        AND l."createdAt" >= ${since}) s
    WHERE w."partnerId" = ${partner.partnerId} AND w."archivedAt" IS NULL
      AND (v."state" = 'returned' OR f.failed >= ${failuresMin})`
  return new Map(
    rows.flatMap(({ id, isReturned, shown, failed }) => {
      const failing = isFailing({ shown, failed }) ? { shown, failed } : null
      return isReturned || failing ? [[id, { isReturned, failing }] as const] : []
    }),
  )
}

/** Whether so many launches fail that something is broken. */
export function isFailing({ shown, failed }: { shown: number; failed: number }): boolean {
  return failed >= failuresMin && failed / (shown + failed) >= failedShareMin
}
