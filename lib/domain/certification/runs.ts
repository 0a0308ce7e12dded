import { type Actor, requirePartner, requirePermission } from '@/lib/auth/permissions'
import {
  type CertificationExport,
  outcomeCounts,
  type RunDetail,
  type RunProgress,
  type RunState,
  type RunSummary,
  runProgress,
  secretSources,
} from '@/lib/domain/certification/certifications.schema'
import { certificationReport } from '@/lib/domain/certification/checks.schema'
import { findMeasuredId } from '@/lib/domain/certification/standing'
import type { MeasuredVersion } from '@/lib/domain/certification/target-of-widget'
import { submittedWidget } from '@/lib/domain/versions/submitted'
import { notFound } from '@/lib/errors'
import { db } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

const pageSize = 20

const summarySelect = {
  id: true,
  widgetId: true,
  versionNumber: true,
  state: true,
  passed: true,
  wasReached: true,
  counts: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
  secretOwner: true,
  secretVersion: true,
  fingerprint: true,
  stopReason: true,
  progress: true,
  selfRunDigest: true,
  requestedBy: { select: { name: true } },
} as const satisfies Prisma.CertificationRunSelect

type SummaryRow = Prisma.CertificationRunGetPayload<{ select: typeof summarySelect }>

/** The partner's runs of a widget, newest first, by cursor. */
export async function listRuns(
  actor: Actor,
  input: { widgetId: string; cursor?: string | undefined },
): Promise<{ runs: RunSummary[]; nextCursor: string | undefined }> {
  const partner = requirePartner(actor, 'certification.read')
  const rows = await db().certificationRun.findMany({
    where: { widgetId: input.widgetId, widget: { partnerId: partner.partnerId } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: pageSize + 1,
    ...(input.cursor ? { cursor: { id: input.cursor }, skip: 1 } : {}),
    select: summarySelect,
  })
  const runs = rows.slice(0, pageSize).map(toSummary)
  return { runs, nextCursor: rows.length > pageSize ? runs.at(-1)?.id : undefined }
}

/** One run with its report, for its partner and for reviewers. @throws AppError not_found */
export async function getRun(actor: Actor, input: { runId: string; widgetId?: string }): Promise<RunDetail> {
  const row = await db().certificationRun.findFirst({
    where: {
      id: input.runId,
      ...whereReadable(actor),
      ...(input.widgetId === undefined ? {} : { widgetId: input.widgetId }),
    },
    select: { ...summarySelect, report: true, shots: shotsSelect },
  })
  if (!row) throw notFound('certification')
  return toDetail(row)
}

/**
 * The report that counts for a version's content, for its reviewer: also an earlier version's that measured the same. Otherwise its own
 * newest, from before it changed. Null if there is none.
 */
export async function findReportOf(
  version: MeasuredVersion & { id: string },
  { widgetId }: { widgetId: string },
): Promise<RunDetail | null> {
  const id = await findMeasuredId(db(), { ...version, widgetId })
  const row = await db().certificationRun.findFirst({
    where: { ...(id ? { id } : { versionId: version.id }), state: 'done' },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { ...summarySelect, report: true, shots: shotsSelect },
  })
  return row && toDetail(row)
}

/** The report before a run, to compare it with; one that reached nobody has nothing to compare. */
export async function findPreviousRun(run: Pick<RunSummary, 'widgetId' | 'createdAt' | 'id'>) {
  const row = await db().certificationRun.findFirst({
    where: {
      widgetId: run.widgetId,
      state: 'done',
      wasReached: true,
      createdAt: { lt: run.createdAt },
      id: { not: run.id },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { ...summarySelect, report: true, shots: shotsSelect },
  })
  return row && toDetail(row)
}

/** How many required checks passed in the reports that versions were submitted with, else in their newest; by version. */
export async function countRequired(
  versionIds: string[],
): Promise<Map<string, { passed: number; of: number; isSelfRun: boolean }>> {
  const rows = await db().$queryRaw<{ id: string; passed: number; of: number; isSelfRun: boolean }[]>`
    SELECT v."id", counted."passed", counted."of", run."selfRunDigest" IS NOT NULL AS "isSelfRun"
    FROM "WidgetVersion" v
    CROSS JOIN LATERAL (
      SELECT r."report", r."selfRunDigest" FROM "CertificationRun" r
      WHERE r."state" = 'done' AND r."report" IS NOT NULL
        AND (r."id" = v."submittedRunId" OR (v."submittedRunId" IS NULL AND r."versionId" = v."id"))
      ORDER BY r."createdAt" DESC LIMIT 1
    ) run
    CROSS JOIN LATERAL (
      SELECT (count(*) FILTER (WHERE c->>'outcome' = 'passed'))::int AS "passed", count(*)::int AS "of"
      FROM jsonb_array_elements(run."report"->'checks') c
      WHERE (c->>'required')::boolean AND c->>'outcome' <> 'skipped'
    ) counted
    WHERE v."id" = ANY(${versionIds})`
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}

/** A run as it leaves the portal. @throws AppError not_found */
export async function exportRun(
  actor: Actor,
  input: { runId: string; widgetId?: string },
): Promise<CertificationExport> {
  const run = await getRun(actor, input)
  const [widget, shots] = await Promise.all([
    db().certificationRun.findUniqueOrThrow({
      where: { id: run.id },
      select: { widget: { select: { protocol: true } }, version: { select: { name: true } } },
    }),
    db().$queryRaw<{ width: number; type: string; bytes: number }[]>`
      SELECT width, type, octet_length(bytes) AS bytes FROM "CertificationShot" WHERE "runId" = ${run.id} ORDER BY width`,
  ])
  const text = (moment: Date | null) => moment?.toISOString() ?? null
  const { id, state, passed, stopReason, requestedBy, secret, progress, report, isSelfRun } = run
  return {
    format: 'framegate-certification/1',
    id,
    widget: {
      id: run.widgetId,
      name: widget.version.name,
      protocol: widget.widget.protocol,
      version: run.versionNumber,
    },
    secret,
    state,
    isSelfRun,
    passed,
    stopReason,
    requestedBy,
    createdAt: run.createdAt.toISOString(),
    startedAt: text(run.startedAt),
    finishedAt: text(run.finishedAt),
    progress,
    report,
    screenshots: shots,
  }
}

/** What changed of a run since an id of this stream: for those who watch it. */
export async function tailRun(
  actor: Actor,
  input: { runId: string; after: string },
): Promise<{ id: string; state: RunState; progress: RunProgress | null }[]> {
  const row = await db().certificationRun.findFirst({
    where: { id: input.runId, ...whereReadable(actor) },
    select: { state: true, progress: true },
  })
  if (!row) throw notFound('certification')
  const state = row.state as RunState
  const progress = row.progress === null ? null : runProgress.parse(row.progress)
  const id = `${state}-${progress?.done ?? 0}`
  return id === input.after ? [] : [{ id, state, progress }]
}

/** A picture of a run. @throws AppError not_found */
export async function getScreenshot(
  actor: Actor,
  input: { shotId: string },
): Promise<{ type: string; bytes: Uint8Array<ArrayBuffer> }> {
  const shot = await db().certificationShot.findFirst({
    where: { id: input.shotId, run: whereReadable(actor) },
    select: { type: true, bytes: true },
  })
  if (!shot) throw notFound('picture')
  return shot
}

/** Who attested which check of a partner's widget. */
export function listAttestations(actor: Actor, input: { widgetId: string }) {
  const partner = requirePartner(actor, 'certification.read')
  return db().attestation.findMany({
    where: { widgetId: input.widgetId, widget: { partnerId: partner.partnerId } },
    select: { checkId: true, attestedAt: true, attestedBy: { select: { name: true } } },
  })
}

const shotsSelect = { orderBy: { width: 'asc' }, select: { id: true, width: true } } as const

/** A partner reads runs of its own widgets, a reviewer those of submitted versions. */
function whereReadable(actor: Actor): Prisma.CertificationRunWhereInput {
  if (actor.kind === 'reviewer') {
    requirePermission(actor, 'review.read')
    return { widget: submittedWidget }
  }
  return { widget: { partnerId: requirePartner(actor, 'certification.read').partnerId } }
}

function toSummary(row: SummaryRow): RunSummary {
  const {
    secretOwner,
    secretVersion,
    fingerprint,
    counts,
    progress,
    requestedBy,
    state,
    selfRunDigest,
    ...run
  } = row
  const of = secretSources.find((source) => source === secretOwner)
  return {
    ...run,
    isSelfRun: selfRunDigest !== null,
    state: state as RunState,
    counts: outcomeCounts.parse(counts ?? {}),
    progress: progress === null ? null : runProgress.parse(progress),
    requestedBy: requestedBy?.name ?? null,
    secret:
      of && secretVersion !== null && fingerprint !== null
        ? { of, version: secretVersion, fingerprint }
        : null,
  }
}

function toDetail({
  report,
  shots,
  ...row
}: SummaryRow & { report: Prisma.JsonValue; shots: { id: string; width: number }[] }): RunDetail {
  return { ...toSummary(row), report: report === null ? null : certificationReport.parse(report), shots }
}
