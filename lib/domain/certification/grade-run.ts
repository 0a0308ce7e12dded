import { isRequired } from '@/lib/domain/certification/check-catalog'
import { diagnoseRefusal } from '@/lib/domain/certification/diagnose-refusal'
import {
  gradeContextLeak,
  gradeSecretLeak,
  type LoadedScript,
  listOwnScripts,
} from '@/lib/domain/certification/find-leaks'
import {
  gradeAlike,
  gradeClearOrigin,
  gradeErrorPages,
  gradeList,
  gradeMarkup,
  gradeServerErrors,
  gradeSpeed,
} from '@/lib/domain/certification/grade-answers'
import { gradeBlockedCalls } from '@/lib/domain/certification/grade-blocked-calls'
import { gradeCases, listAccepted } from '@/lib/domain/certification/grade-cases'
import { gradePostbacks, gradeRepeatedActivity } from '@/lib/domain/certification/grade-effects'
import { gradeFraming } from '@/lib/domain/certification/grade-framing'
import { gradeHttps } from '@/lib/domain/certification/grade-https'
import type { Grade, Result } from '@/lib/domain/certification/result'
import type { Run } from '@/lib/domain/certification/send-cases'
import type { Exchange } from '@/lib/domain/certification/send-launch'
import {
  type CertificationLimits,
  type CertificationTarget,
  isFrame,
  listApplying,
  stagedSecret,
} from '@/lib/domain/certification/target'
import { profileOf } from '@/lib/domain/profiles/registry'
import { isPlacement } from '@/lib/domain/protocols/placements.schema'
import { hasEffect } from '@/lib/domain/protocols/places.schema'
import { type CheckId, checkIds } from '@/lib/domain/samples/check-ids.schema'
import type { SignedRequest } from '@/lib/protocols/protocol'
import type { WireHost } from '@/lib/wire/messages.schema'

/** Looks at an accepted launch in a browser, and says what it found for the `browser-` and `bridge-` checks. */
export type BrowserInspection = (
  request: SignedRequest,
  about?: Pick<WireHost, 'placement' | 'protocol'>,
) => Promise<Partial<Record<CheckId, Grade>>>

export type SentRun = {
  target: CertificationTarget
  limits: CertificationLimits
  run: Run
  now: Date
  /** The valid launches, one for each endpoint, and everything after them. */
  opened: readonly Result[]
  results: readonly Result[]
  /** A valid launch after all of them; null if it was not sent. */
  control: Exchange | null
  /** The browser part, or why there is none. */
  browser: BrowserInspection | string
}

type Grades = Map<CheckId, Grade>

const browserChecks = checkIds.filter(
  (id) => id.startsWith('browser-') || id.startsWith('bridge-') || id === 'works-without-storage',
)

/** A grade for every check that can be graded; checks that don't apply to this run are left out. */
export async function gradeRun(sent: SentRun): Promise<Grades> {
  const { target, opened } = sent
  const accepted = listAccepted(opened)
  const grades: Grades = new Map([['https', gradeHttps(opened, target)]])
  gradeAttested(grades, target)
  if (accepted.length === 0) {
    const isUntrusted = opened.some(({ exchange }) => exchange?.verdict === 'tls')
    grades.set('accepts-valid', isUntrusted ? untrusted : await gradeRefused(sent))
    for (const id of checkIds) if (!grades.has(id)) grades.set(id, unproven)
    return grades
  }
  gradeOpeners(grades, sent, accepted)
  gradeByCheck(grades, sent)
  withdrawRefusals(grades, sent.control)
  gradeAnswers(grades, sent)
  await gradeWithMore(grades, sent, accepted)
  return grades
}

const unproven: Grade = {
  outcome: 'skipped',
  detail: 'Not tested, because the valid launch was not accepted.',
}
const untrusted: Grade = {
  outcome: 'skipped',
  detail: 'Nothing was sent, because there is no trusted TLS connection.',
}

async function gradeRefused({ target, opened, run, now }: SentRun): Promise<Grade> {
  const grade = gradeCases(opened, target)
  const refused = opened.find(({ exchange }) => exchange?.verdict === 'refused')
  const reason = refused ? await diagnoseRefusal(target, refused.case.endpoint, run, now) : null
  return reason ? { ...grade, detail: `${grade.detail} ${reason}` } : grade
}

function gradeOpeners(grades: Grades, { target, opened }: SentRun, accepted: readonly Result[]): void {
  grades.set('accepts-valid', gradeCases(accepted.slice(0, 1), target))
  const placed = opened.filter(({ case: { check } }) => check === 'accepts-placements')
  grades.set(
    'accepts-placements',
    placed.length > 1
      ? gradeCases(placed, target)
      : { outcome: 'skipped', detail: 'The widget has only one placement.' },
  )
  const activity = opened.filter(({ case: { check } }) => check === 'accepts-activity')
  grades.set('accepts-activity', activity.length > 0 ? gradeCases(activity, target) : withoutEffects)
  for (const { check, endpoint, list } of profileOf(target.protocol).certification.lists)
    grades.set(check, gradeList(opened, endpoint, list))
  if (!stagedSecret(target))
    grades.set('accepts-staged-secret', { outcome: 'skipped', detail: 'There is no staged secret.' })
}

const withoutEffects: Grade = {
  outcome: 'skipped',
  detail: 'Not sent, because it creates data on your server and you did not allow that.',
}

function gradeByCheck(grades: Grades, { target, results }: SentRun): void {
  for (const id of new Set(results.map((result) => result.case.check))) {
    const own = results.filter((result) => result.case.check === id)
    grades.set(id, id === 'ignores-clear-origin' ? gradeClearOrigin(own, target) : gradeCases(own, target))
  }
}

/** A refusal proves nothing while valid launches are refused too, whatever refused them. */
function withdrawRefusals(grades: Grades, control: Exchange | null): void {
  if (control?.verdict !== 'refused' && control?.verdict !== 'challenged') return
  const why =
    control.verdict === 'challenged'
      ? control.failure
      : `A firewall may have answered ${control.answer?.status}.`
  for (const [id, { outcome }] of grades)
    if (id.startsWith('refuses-') && outcome === 'passed')
      grades.set(id, {
        outcome: 'failed',
        detail: `It was refused, but so was a valid launch after it, so the refusal proves nothing. ${why}`,
        exchange: control,
      })
}

function gradeAnswers(grades: Grades, sent: SentRun): void {
  const { target, opened, results } = sent
  const everything = [...opened, ...results]
  grades.set('no-server-error', gradeServerErrors(everything, listExplained(grades, sent)))
  grades.set('error-page-readable', gradeErrorPages(results, target))
  grades.set('escapes-markup', gradeMarkup(results, target))
  grades.set('no-context-leak', gradeContextLeak(opened, target))
  grades.set('allows-framing', gradeFraming(opened, target))
  if (listApplying(target).includes('refuses-alike')) grades.set('refuses-alike', gradeAlike(results))
}

/** Checks that need a few more requests. */
async function gradeWithMore(grades: Grades, sent: SentRun, accepted: readonly Result[]): Promise<void> {
  const { target, limits, run, opened, results, browser, now } = sent
  const slow = accepted.filter(
    ({ case: { endpoint }, exchange }) => !hasEffect(endpoint) && (exchange?.durationMs ?? 0) > limits.slowMs,
  )
  const again = await Promise.all(
    slow.map(({ case: { request, endpoint } }) => run.sendMore(request, endpoint)),
  )
  const warm = again.filter((exchange) => exchange !== null)
  grades.set('fast-enough', gradeSpeed(opened, warm, limits))
  const scripts = await loadScripts(sent, accepted)
  grades.set('calls-nothing-blocked', gradeBlockedCalls(accepted, scripts, target))
  grades.set('no-secret-leak', gradeSecretLeak([...opened, ...results], scripts, target))
  grades.set('repeats-activity', (await gradeRepeatedActivity(opened, run)) ?? withoutEffects)
  if (target.postbackUrls)
    grades.set('accepts-postbacks', (await gradePostbacks(target, run, now)) ?? withoutEffects)
  const framed = accepted.find(({ case: { endpoint } }) => isFrame(target, endpoint))
  const found =
    typeof browser === 'string' || !framed ? {} : await browser(framed.case.request, aboutOf(sent, framed))
  const reason = typeof browser === 'string' ? browser : describeMissing(found)
  for (const id of browserChecks) grades.set(id, found[id] ?? { outcome: 'skipped', detail: reason })
}

/** What the host says of itself: where an endpoint has the name of no placement, that of a person. */
function aboutOf({ target: { protocol } }: SentRun, { case: { endpoint } }: Result) {
  return { protocol, placement: isPlacement(endpoint) ? endpoint : 'person' }
}

/** Why the browser part left a check out. */
function describeMissing(found: Partial<Record<CheckId, Grade>>): string {
  const skipped = found['browser-console']
  if (skipped?.outcome === 'skipped') return skipped.detail
  return skipped ? 'This browser run does not check it.' : 'No page was opened in a frame.'
}

async function loadScripts(
  { target, limits, run }: SentRun,
  accepted: readonly Result[],
): Promise<LoadedScript[]> {
  const urls = accepted.flatMap(({ exchange }) => (exchange ? listOwnScripts(exchange, target) : []))
  const chosen = [...new Set(urls)].slice(0, limits.scriptsMax)
  const texts = await Promise.all(chosen.map((url) => run.loadScript(url)))
  return chosen.flatMap((url, index) => {
    const text = texts[index]
    return text ? [{ url, text }] : []
  })
}

/** The exchanges of required checks that failed: their faults have a check already. */
function listExplained(grades: Grades, { target, opened, results }: SentRun): Set<Exchange> {
  const isFailed = (id: CheckId) =>
    grades.get(id)?.outcome === 'failed' && isRequired(id, target.protocol) && id !== 'no-server-error'
  return new Set(
    [...opened, ...results].flatMap(({ case: { check }, exchange }) =>
      exchange && isFailed(check) ? [exchange] : [],
    ),
  )
}

function gradeAttested(grades: Grades, { attested = [] }: CertificationTarget): void {
  for (const id of ['secret-stored-safely', 'loading-states', 'unsigned-are-hints'] as const)
    grades.set(
      id,
      attested.includes(id)
        ? { outcome: 'attested', detail: 'Attested by a member of the partner.' }
        : { outcome: 'skipped', detail: 'Can’t be tested automatically and hasn’t been attested.' },
    )
}
