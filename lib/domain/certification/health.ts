import { isUniqueViolation } from '@/lib/database-errors'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { queueRun } from '@/lib/domain/certification/certifications'
import { listUnlistedOrigins } from '@/lib/domain/origins/called'
import { findUnproven } from '@/lib/domain/origins/proven'
import { ownsSecret, protocolIds } from '@/lib/domain/protocols/facts.schema'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'

/** Less than a day, since the second run of a widget may come a little earlier than the first did. */
const escalateAfterHours = 18
/** How long a divergence counts as an earlier one. */
const rememberHours = 7 * 24
const spreadSeconds = 3
const batchSize = 100

type Found = { widgetId: string; versionId: string; passed: boolean; isDaily: boolean; now: Date }

/**
 * Keeps how the version that serves does. Its first failing daily run tells the partner, one that still fails the next day the reviewers;
 * whatever run passes ends both. Runs of a version that does not serve change nothing.
 */
export async function noteHealth(
  tx: Tx,
  { widgetId, versionId, passed, isDaily, now }: Found,
): Promise<void> {
  const widget = await lockServing(tx, widgetId, versionId)
  if (!widget) return
  if (passed) {
    if (widget.failingSince) await write(tx, widget, [null, null], 'certification.recovered', now)
    return
  }
  if (!isDaily) return
  if (!widget.failingSince) return await write(tx, widget, [now, null], 'certification.failing', now)
  const hours = (now.getTime() - widget.failingSince.getTime()) / 3_600_000
  if (!widget.failureEscalatedAt && hours >= escalateAfterHours)
    await write(tx, widget, [widget.failingSince, now], 'certification.escalated', now)
}

/**
 * Keeps that a launch of what serves was answered otherwise than its certification. It tells the partner, and the reviewers if it goes on or
 * comes again on another day: a passing run between the two proves nothing, since that is what such a server shows the certification.
 */
export async function noteDivergence(
  tx: Tx,
  { widgetId, versionId, difference, now }: Omit<Found, 'passed' | 'isDaily'> & { difference: string },
): Promise<void> {
  const widget = await lockServing(tx, widgetId, versionId)
  if (!widget || widget.failureEscalatedAt) return
  const earlier = await tx.auditEvent.findFirst({
    where: {
      subjectId: widgetId,
      action: 'certification.diverged',
      at: { gte: hoursBefore(now, rememberHours), lte: hoursBefore(now, escalateAfterHours) },
    },
    select: { sequence: true },
  })
  const since = widget.failingSince ?? now
  if (!widget.failingSince)
    await write(tx, widget, [now, null], 'certification.diverged', now, { difference })
  if (earlier || since <= hoursBefore(now, escalateAfterHours))
    await write(tx, widget, [since, now], 'certification.escalated', now)
}

/**
 * Queues a run of every version that serves, can be signed for and whose origins are proven; one that is under way counts for the day.
 */
export async function queueDailyRuns(now = databaseNow()): Promise<void> {
  let cursor: string | undefined
  let count = 0
  for (;;) {
    const widgets = await listServing(cursor)
    for (const { id, servingVersion } of widgets) {
      if (!servingVersion) continue
      const origins = listUnlistedOrigins(servingVersion)
      if ((await findUnproven(db(), { widgetId: id, origins, now })).size > 0) continue
      const runAt = new Date(now.getTime() + count * spreadSeconds * 1000)
      if (await queueDaily(id, servingVersion, now, runAt)) count += 1
    }
    cursor = widgets.at(-1)?.id
    if (widgets.length < batchSize) return
  }
}

type Watched = {
  id: string
  partnerId: string
  failingSince: Date | null
  failureEscalatedAt: Date | null
  name: string
  number: number
}

async function lockServing(tx: Tx, widgetId: string, versionId: string): Promise<Watched | undefined> {
  const [widget] = await tx.$queryRaw<Watched[]>`
    SELECT w."id", w."partnerId", w."failingSince", w."failureEscalatedAt", v."name", v."number" FROM "Widget" w
    JOIN "WidgetVersion" v ON v."id" = w."servingVersionId"
    WHERE w."id" = ${widgetId} AND w."servingVersionId" = ${versionId} FOR UPDATE OF w`
  return widget
}

function hoursBefore(now: Date, hours: number): Date {
  return new Date(now.getTime() - hours * 3_600_000)
}

async function write(
  tx: Tx,
  widget: Watched,
  [failingSince, failureEscalatedAt]: [Date | null, Date | null],
  action: AuditAction,
  at: Date,
  data: Record<string, string> = {},
): Promise<void> {
  const where = { id: widget.id }
  await tx.widget.update({ where, data: { failingSince, failureEscalatedAt }, select: { id: true } })
  await recordAudit(
    tx,
    { kind: 'system' },
    {
      action,
      subject: { type: 'widget', id: widget.id, name: widget.name },
      partnerId: widget.partnerId,
      data: { version: widget.number, ...data },
      at,
    },
  )
}

function listServing(after: string | undefined) {
  return db().widget.findMany({
    where: {
      ...(after ? { id: { gt: after } } : {}),
      servingVersionId: { not: null },
      suspendedAt: null,
      stoppedAt: null,
      // Without either secret the widget can't be measured, which is not a failure.
      OR: [
        { protocol: { in: protocolIds.filter(ownsSecret) } },
        { sandboxSecret: { isNot: null } },
        {
          testState: 'accepted',
          installations: { some: { uninstalledAt: null, secrets: { some: { state: 'active' } } } },
        },
      ],
    },
    orderBy: { id: 'asc' },
    take: batchSize,
    select: {
      id: true,
      servingVersion: { select: { id: true, number: true, url: true, settings: true, furtherOrigins: true } },
    },
  })
}

async function queueDaily(
  widgetId: string,
  version: { id: string; number: number },
  now: Date,
  runAt: Date,
): Promise<boolean> {
  const asked = await db().certificationRun.findFirst({
    where: { widgetId, requestedById: { not: null }, state: 'done', selfRunDigest: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { record: true },
  })
  const record = (asked?.record ?? undefined) as Record<string, unknown> | undefined
  try {
    await inTransaction((tx) =>
      queueRun(tx, { widgetId, version, requestedById: null, sendsEffects: false, record, now, runAt }),
    )
    return true
  } catch (thrown) {
    if (isUniqueViolation(thrown)) return false
    throw thrown
  }
}
