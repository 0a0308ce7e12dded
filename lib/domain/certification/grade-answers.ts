import { describeAnswer, gradeCases, isFault } from '@/lib/domain/certification/grade-cases'
import {
  comparableText,
  describePoor,
  describeUnreadable,
  inlineScripts,
  parseJson,
  showsMarkup,
  textOf,
  typeOf,
} from '@/lib/domain/certification/judge-page'
import type { Grade, Result } from '@/lib/domain/certification/result'
import type { Exchange } from '@/lib/domain/certification/send-launch'
import {
  type CertificationLimits,
  type CertificationTarget,
  isFrame,
} from '@/lib/domain/certification/target'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'
import { sampleCast } from '@/lib/domain/samples/people'
import { clearOrigin } from '@/lib/domain/samples/wrong/salesloft'

/** What the answers of a run tell beside whether they accept or refuse. `explained` are the faults that another check has. */
export function gradeServerErrors(results: readonly Result[], explained: ReadonlySet<Exchange>): Grade {
  const faults = results.filter(({ exchange }) => exchange && isFault(exchange))
  const own = faults.find(({ exchange }) => exchange && !explained.has(exchange))
  const sent = results.filter(({ exchange }) => exchange)
  if (own?.exchange)
    return {
      outcome: 'failed',
      detail: `${own.case.title}: ${describeAnswer(own.exchange)}`,
      exchange: own.exchange,
    }
  if (faults.length > 0)
    return {
      outcome: 'warned',
      detail: `${faults.length} of ${sent.length} requests got a server error or no response. See the failed checks.`,
    }
  return { outcome: 'passed', detail: `${sent.length} responses, no server errors.` }
}

/** The pages of refusals: the first that nobody can read fails, the first that is poor warns. */
export function gradeErrorPages(results: readonly Result[], target: CertificationTarget): Grade {
  const refusals = results.flatMap(({ case: { endpoint, check }, exchange }) =>
    exchange?.verdict === 'refused' && check.startsWith('refuses-') ? [{ endpoint, exchange }] : [],
  )
  if (refusals.length === 0)
    return { outcome: 'skipped', detail: 'Nothing was refused, so there is no refusal to check.' }
  for (const { endpoint, exchange } of refusals) {
    const problem = describeUnreadable(exchange, target, endpoint)
    if (problem) return { outcome: 'failed', detail: capitalise(problem), exchange }
  }
  for (const { endpoint, exchange } of refusals) {
    const problem = describePoor(exchange, target, endpoint)
    if (problem) return { outcome: 'warned', detail: problem, exchange }
  }
  return {
    outcome: 'passed',
    detail: `${refusals.length} refusals, all with text and without a stack trace.`,
    exchange: refusals[0]?.exchange,
  }
}

/** Names with markup in them, on every page that was given one. */
export function gradeMarkup(results: readonly Result[], target: CertificationTarget): Grade {
  const given = results.filter(
    ({ case: { check, endpoint }, exchange }) =>
      check === 'accepts-unicode' && isFrame(target, endpoint) && exchange?.verdict === 'accepted',
  )
  const { markup } = sampleCast(target.seed)
  const shown = given.find((result) => showsMarkup(result, markup))
  if (shown)
    return {
      outcome: 'failed',
      detail: 'The page contains a name’s markup unescaped.',
      exchange: shown.exchange ?? undefined,
    }
  if (given.length === 0) return { outcome: 'skipped', detail: 'No page showed a name with markup.' }
  return { outcome: 'passed', detail: 'The page escapes the markup in a name.' }
}

/** How long valid launches took. `warm` are those that were sent again because the first one was slow. */
export function gradeSpeed(
  openers: readonly Result[],
  warm: readonly Exchange[],
  limits: CertificationLimits,
): Grade {
  const sent = openers.flatMap(({ exchange }) => (exchange?.verdict === 'accepted' ? [exchange] : []))
  const large = sent.find(({ answer }) => answer?.isTruncated)
  if (large) {
    const megabytes = Math.round(limits.bodyBytesMax / 1024 / 1024)
    return {
      outcome: 'failed',
      detail: `It sends more than ${megabytes} MB, which ordinary connections can’t load in time.`,
      exchange: large,
    }
  }
  const slow = sent.filter(({ durationMs }) => durationMs > limits.slowMs)
  const again = (exchange: Exchange) => warm.find(({ request }) => request === exchange.request)
  const still = slow.find(
    (exchange) => (again(exchange)?.durationMs ?? Number.POSITIVE_INFINITY) > limits.slowMs,
  )
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  if (still)
    return {
      outcome: 'failed',
      detail: `The response took ${seconds(still.durationMs)}, and just as long the second time.`,
      exchange: still,
    }
  if (slow[0])
    return {
      outcome: 'warned',
      detail: `The first launch took ${seconds(slow[0].durationMs)}; the next was in time.`,
      exchange: slow[0],
    }
  const longest = Math.max(...sent.map(({ durationMs }) => durationMs))
  return { outcome: 'passed', detail: `The slowest of ${sent.length} took ${Math.round(longest)} ms.` }
}

/** The answers to encrypted data that nobody can read, which a stranger must not tell apart. */
export function gradeAlike(results: readonly Result[]): Grade {
  const alike: CheckId[] = ['refuses-tampered-context', 'refuses-wrong-secret']
  const answers = results.flatMap(({ case: { check }, exchange }) =>
    exchange && alike.includes(check) ? [exchange] : [],
  )
  if (answers.some(({ verdict }) => verdict !== 'refused') || answers.length === 0)
    return { outcome: 'skipped', detail: 'Some were accepted. Other checks report them.' }
  const [first, ...others] = answers
  const signature = (exchange: Exchange) => `${exchange.answer?.status} ${comparableText(exchange)}`
  const other = others.find((exchange) => first && signature(exchange) !== signature(first))
  return other
    ? { outcome: 'failed', detail: 'Two kinds of broken data got different responses.', exchange: other }
    : {
        outcome: 'passed',
        detail: `${answers.length} kinds of broken data got the same response.`,
        exchange: first,
      }
}

/** The page of a launch whose origin in clear is another one than inside. */
export function gradeClearOrigin(results: readonly Result[], target: CertificationTarget): Grade {
  const grade = gradeCases(results, target)
  const used = results.find(
    ({ exchange }) => exchange && inlineScripts(exchange).includes(new URL(clearOrigin(target)).host),
  )
  if (!used) return grade
  return {
    outcome: 'failed',
    detail: 'A script on the page contains the origin from outside the payload.',
    exchange: used.exchange ?? undefined,
  }
}

/** The shape of what a search answered: a list by this name, whose members have an id and a name. */
export function gradeList(openers: readonly Result[], endpoint: string, list: string): Grade {
  const exchange = openers.find((result) => result.case.endpoint === endpoint)?.exchange
  if (exchange?.verdict !== 'accepted') return { outcome: 'skipped', detail: 'No search was accepted.' }
  const members: unknown = Object(parseJson(textOf(exchange)))[list]
  if (!typeOf(exchange).includes('json'))
    return {
      outcome: 'failed',
      detail: `The response is ${typeOf(exchange) || 'without a content type'}, not application/json.`,
      exchange,
    }
  if (!Array.isArray(members))
    return { outcome: 'failed', detail: `The response has no ${list} list.`, exchange }
  const isNamed = (member: unknown) => ['id', 'name'].every((name) => Object(member)[name] !== undefined)
  if (!members.every(isNamed))
    return { outcome: 'failed', detail: `An entry in ${list} has no id or no name.`, exchange }
  return { outcome: 'passed', detail: `${members.length} in the list.`, exchange }
}

function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
