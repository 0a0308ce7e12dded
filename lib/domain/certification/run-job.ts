import type { Screenshot } from '@/lib/domain/certification/browser'
import type { CertificationReport } from '@/lib/domain/certification/checks.schema'
import {
  type ClaimedRun,
  claimRun,
  isBusy,
  type RunClaim,
  requeue,
  stopRun,
} from '@/lib/domain/certification/claim'
import type { BrowserInspection } from '@/lib/domain/certification/grade-run'
import { noteHealth } from '@/lib/domain/certification/health'
import { openInspection } from '@/lib/domain/certification/inspection'
import { countOutcomes, listWords, toStorable } from '@/lib/domain/certification/kept-report'
import { runCertification } from '@/lib/domain/certification/run-certification'
import type { CertificationProgress } from '@/lib/domain/certification/send-cases'
import type { CertificationFetch } from '@/lib/domain/certification/target'
import {
  contentHashOf,
  describeTarget,
  openCertifyingSecrets,
} from '@/lib/domain/certification/target-of-widget'
import { isProtocolId } from '@/lib/domain/protocols/facts.schema'
import { checkIds } from '@/lib/domain/samples/check-ids.schema'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { enqueue } from '@/lib/jobs/queue'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'
import { safeFetch } from '@/lib/server/safe-fetch'

const waitSeconds = 2
const progressMs = 400

export type CertificationWork = {
  now?: Date
  stopping?: AbortSignal
  fetch?: CertificationFetch
  openInspection?: typeof openInspection
}

/**
 * Sends a queued run and keeps its report. One that another worker is at is left to it; one that cannot be signed is stopped with the
 * reason; on the way down of the worker it goes back into the queue.
 */
export async function sendRun(runId: string, work: CertificationWork = {}): Promise<void> {
  const { now = databaseNow(), stopping } = work
  if (await isBusy(runId)) {
    const runAt = new Date(now.getTime() + waitSeconds * 1000)
    return await inTransaction((tx) => enqueue(tx, 'certification.run', { runId }, { runAt }))
  }
  const claim = await claimRun(runId, now)
  if (!claim) return
  try {
    await measure(claim, { ...work, now })
  } catch (thrown) {
    if (stopping?.aborted) return await requeue(claim)
    if (!(thrown instanceof AppError) || thrown.status >= 500) {
      await stopRun(claim, 'The portal had an internal error. Run it again.', now)
      throw thrown
    }
    await stopRun(claim, thrown.publicDetail, now)
  }
}

async function measure(
  run: ClaimedRun,
  {
    now,
    stopping,
    fetch = safeFetch,
    openInspection: open = openInspection,
  }: CertificationWork & { now: Date },
): Promise<void> {
  const { protocol } = run.widget
  if (!isProtocolId(protocol))
    throw new AppError('wrong_state', 'The portal no longer supports this protocol.')
  // The hosts of this very content were counted when the run was asked for.
  if (run.contentHash !== null && run.contentHash !== contentHashOf(run.version))
    throw new AppError('conflict', 'The version changed after this run was requested. Run it again.')
  const widget = { ...run.widget, protocol }
  const signing = await openCertifyingSecrets(db(), widget, now)
  const words = await listWords(db(), widget.id)
  const target = describeTarget(widget, run.version, signing, {
    sendsEffects: run.sendsEffects,
    record: (run.record ?? undefined) as Record<string, unknown> | undefined,
    attested: checkIds.filter((id) => words.has(id)),
  })
  const pinned = {
    contentHash: contentHashOf(run.version),
    secretOwner: signing.source,
    secretVersion: signing.version,
    fingerprint: signing.fingerprint,
  }
  const guard = guardFetch(fetch, stopping)
  const progress = keepProgress(run)
  const shots: Screenshot[] = []
  const report = await runCertification(target, {
    now,
    fetch: guard.fetch,
    onProgress: progress.note,
    browser: inspectLater(open, target.hostOrigin, shots),
  })
  await progress.settle()
  await finishRun(run, { report: withWords(report, words), pinned, shots, refusal: guard.refusal(), now })
}

/** Ends a run between two requests when the worker stops, and keeps the sentence of an address that is never called. */
function guardFetch(fetch: CertificationFetch, stopping: AbortSignal | undefined) {
  let refused: string | undefined
  return {
    refusal: () => refused,
    fetch: (async (request) => {
      if (stopping?.aborted) throw new Error('the worker stops')
      try {
        return await fetch(request)
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.code === 'outbound_refused') refused ??= thrown.publicDetail
        throw thrown
      }
    }) satisfies CertificationFetch,
  }
}

/** Opens the browser only when there is a page to look at. Errors in it are not faults of the run. */
function inspectLater(
  open: typeof openInspection,
  hostOrigin: string | null,
  shots: Screenshot[],
): BrowserInspection {
  return async (request, about) => {
    const inspection = await open({ hostOrigin, onScreenshot: (shot) => shots.push(shot) })
    try {
      return await inspection.inspect(request, about)
    } finally {
      await inspection.close()
    }
  }
}

/** At most one write at a time, of what is newest. */
function keepProgress({ id, claimedUntil }: RunClaim) {
  let newest: CertificationProgress | undefined
  let writing: Promise<unknown> = Promise.resolve()
  let writtenAt = 0
  const write = () => {
    writtenAt = performance.now()
    writing = writing.then(() =>
      db().certificationRun.updateMany({
        where: { id, state: 'running', claimedUntil },
        data: { ...(newest ? { progress: newest } : {}) },
      }),
    )
  }
  return {
    note: (progress: CertificationProgress) => {
      newest = progress
      if (performance.now() - writtenAt >= progressMs) write()
    },
    settle: () => {
      write()
      return writing
    },
  }
}

function withWords(report: CertificationReport, words: ReadonlyMap<string, string>): CertificationReport {
  const checks = report.checks.map((check) =>
    check.outcome === 'attested' ? { ...check, detail: words.get(check.id) ?? check.detail } : check,
  )
  return { ...report, checks }
}

async function finishRun(
  run: ClaimedRun,
  found: {
    report: CertificationReport
    pinned: object
    shots: Screenshot[]
    refusal: string | undefined
    now: Date
  },
): Promise<void> {
  const { report, pinned, shots, refusal } = found
  const finishedAt = new Date(found.now.getTime() + report.durationMs)
  await inTransaction(async (tx) => {
    const { count } = await tx.certificationRun.updateMany({
      where: { id: run.id, state: 'running', claimedUntil: run.claimedUntil },
      data: {
        ...pinned,
        state: 'done',
        claimedUntil: null,
        finishedAt,
        passed: report.passed,
        wasReached: report.wasReached,
        counts: countOutcomes(report),
        report: toStorable(report),
        stopReason: report.wasReached ? null : (refusal ?? null),
      },
    })
    // Another worker thought this one dead and took the run over: its result counts.
    if (count === 0) return
    await tx.certificationShot.createMany({
      data: shots.map(({ width, type, bytes }) => ({
        id: newId('sht'),
        runId: run.id,
        width,
        type,
        bytes: Uint8Array.from(bytes),
        createdAt: finishedAt,
      })),
    })
    // An address that is never called says nothing about the widget.
    if (report.wasReached || !refusal)
      await noteHealth(tx, {
        widgetId: run.widget.id,
        versionId: run.version.id,
        passed: report.passed,
        isDaily: run.requestedById === null,
        now: finishedAt,
      })
  })
}
