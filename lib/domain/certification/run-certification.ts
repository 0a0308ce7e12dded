import { checkCatalog, isRequired } from '@/lib/domain/certification/check-catalog'
import type { CertificationCheck, CertificationReport } from '@/lib/domain/certification/checks.schema'
import {
  describeReceived,
  describeSent,
  hideAll,
  listProofs,
} from '@/lib/domain/certification/describe-exchange'
import { secretForms } from '@/lib/domain/certification/find-leaks'
import { listAccepted } from '@/lib/domain/certification/grade-cases'
import { type BrowserInspection, gradeRun } from '@/lib/domain/certification/grade-run'
import { parseJson, textOf } from '@/lib/domain/certification/judge-page'
import { listOpeners, planCases, planOpener } from '@/lib/domain/certification/plan-cases'
import type { Grade, Result } from '@/lib/domain/certification/result'
import { type CertificationProgress, openRun, type Run } from '@/lib/domain/certification/send-cases'
import type { Exchange } from '@/lib/domain/certification/send-launch'
import {
  type CertificationFetch,
  type CertificationLimits,
  type CertificationTarget,
  defaultLimits,
  isFrame,
  listApplying,
} from '@/lib/domain/certification/target'
import { judgeFraming, listAncestors } from '@/lib/domain/framing/framing'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { hasEffect } from '@/lib/domain/protocols/places.schema'
import { type CheckId, checkIds } from '@/lib/domain/samples/check-ids.schema'
import { newSampleSeed } from '@/lib/domain/samples/people'

export type CertificationOptions = {
  now: Date
  fetch: CertificationFetch
  onProgress?: (progress: CertificationProgress) => void
  limits?: Partial<CertificationLimits>
  /** The browser part, or why there is none. */
  browser?: BrowserInspection | string
}

/**
 * Sends a widget's endpoints valid launches of its protocol, every wrong one and every state, and grades each as a check. A valid launch
 * comes first: if none is accepted, checks of refusals are not graded. What is shown of requests and answers has no secret,
 * signature, context or token in it.
 * @throws AppError when the record or URL of the target cannot be signed, such as invalid_template
 */
export async function runCertification(
  given: CertificationTarget,
  options: CertificationOptions,
): Promise<CertificationReport> {
  // Another record each time: a server cannot tell a run from the launches of its users.
  const target = { ...given, seed: given.seed ?? newSampleSeed() }
  const startedAt = performance.now()
  const { now, browser = 'Not requested.' } = options
  const limits = { ...defaultLimits, ...options.limits }
  const run = openRun(target, limits, options)
  const { opened, known } = await openEndpoints(target, run, now)
  const accepted = listAccepted(opened)
  const endpoints = accepted.map((result) => result.case.endpoint)
  const results = endpoints.length > 0 ? await run.sendAll(await planCases(known, endpoints, now)) : []
  const control = await sendControl(known, accepted, run, now)
  const grades = await gradeRun({ target: known, limits, run, now, opened, results, control, browser })
  const checks = listChecks(target, grades)
  const isComplete = run.isComplete()
  return {
    passed: isComplete && checks.every(({ outcome }) => outcome !== 'failed') && accepted.length > 0,
    isComplete,
    wasReached: opened.some(({ exchange }) => exchange && !notReached.includes(exchange.verdict)),
    checks,
    answers: listAnswers(target, accepted),
    startedAt: now.toISOString(),
    durationMs: Math.round(performance.now() - startedAt),
  }
}

function listAnswers(
  target: CertificationTarget,
  accepted: readonly Result[],
): CertificationReport['answers'] {
  const { hostOrigin } = target
  if (!hostOrigin) return {}
  const answers = accepted.flatMap(({ case: { endpoint }, exchange }) => {
    if (!exchange?.answer || !isFrame(target, endpoint)) return []
    const { answer, finalUrl } = exchange
    const judged = judgeFraming(answer, { portalOrigin: hostOrigin, widgetOrigin: new URL(finalUrl).origin })
    const mayFrame = judged.verdict === 'ok'
    return [[endpoint, { status: answer.status, mayFrame, namesAncestors: listAncestors(answer).length > 0 }]]
  })
  return Object.fromEntries(answers)
}

const notReached = ['unreachable', 'not_called']

/** Only the first endpoint, so that the run leaves a server that never responds, and a search returns whom to open. */
async function openEndpoints(target: CertificationTarget, run: Run, now: Date) {
  const [place, ...others] = listOpeners(target)
  if (!place) return { opened: [], known: target }
  const first = await run.send(await planOpener(target, place, now))
  if (first.exchange?.verdict === 'timeout') run.stop()
  const known = learnRecord(target, first)
  const cases = await Promise.all(others.map((other) => planOpener(known, other, now)))
  return { opened: [first, ...(await run.sendAll(cases))], known }
}

/** A valid launch after everything else: where a firewall shuts the sender out meanwhile, the refusals before it prove nothing. */
async function sendControl(
  target: CertificationTarget,
  accepted: readonly Result[],
  run: Run,
  now: Date,
): Promise<Exchange | null> {
  const place = accepted.find(({ case: { endpoint } }) => !hasEffect(endpoint))?.case
  const url = place ? target.urls[place.endpoint] : undefined
  if (!place || !url || !run.isComplete()) return null
  // Another second: a receiver that takes each launch once takes this one too.
  const later = new Date(now.getTime() + 1000)
  const { request } = await planOpener(target, { endpoint: place.endpoint, url }, later)
  return run.sendMore(request, place.endpoint)
}

/** If there is a search, the frame is opened for a person whom it just found, unless the caller names an id. */
function learnRecord(target: CertificationTarget, { case: sent, exchange }: Result): CertificationTarget {
  const { findsRecord } = profileOf(target.protocol).certification
  if (sent.endpoint !== findsRecord?.endpoint || !exchange || target.record?.id !== undefined) return target
  const results: unknown = Object(parseJson(textOf(exchange)))[findsRecord.list]
  const id: unknown = Array.isArray(results) ? Object(results[0]).id : undefined
  return id === undefined ? target : { ...target, record: { ...target.record, id } }
}

function listChecks(target: CertificationTarget, grades: ReadonlyMap<CheckId, Grade>): CertificationCheck[] {
  const applying = listApplying(target)
  const hidden = target.secrets.flatMap(({ secret }) => secretForms(secret))
  return checkIds
    .filter((id) => applying.includes(id))
    .map((id) => toCheck(id, target.protocol, grades.get(id) ?? nothingSent, hidden))
}

const detailLengthMax = 600

const nothingSent: Grade = { outcome: 'skipped', detail: 'Not tested in this run.' }

function toCheck(
  id: CheckId,
  protocol: ProtocolId,
  { outcome, detail, exchange }: Grade,
  hidden: readonly string[],
): CertificationCheck {
  const entry = checkCatalog[id]
  const required = isRequired(id, protocol)
  return {
    id,
    title: entry.title,
    required,
    outcome: outcome === 'failed' && !required ? 'warned' : outcome,
    detail: hideAll(detail, [...hidden, ...(exchange ? listProofs(exchange.request) : [])]).slice(
      0,
      detailLengthMax,
    ),
    sent: exchange ? describeSent(exchange, hidden) : null,
    received: exchange ? describeReceived(exchange, hidden) : null,
    why: entry.why,
    fix: entry.fix,
    durationMs: exchange ? Math.round(exchange.durationMs) : null,
  }
}
