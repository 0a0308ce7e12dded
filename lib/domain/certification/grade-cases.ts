import { describeUnreadable } from '@/lib/domain/certification/judge-page'
import type { Case } from '@/lib/domain/certification/plan-cases'
import type { Grade, Result } from '@/lib/domain/certification/result'
import type { Exchange } from '@/lib/domain/certification/send-launch'
import type { CertificationTarget } from '@/lib/domain/certification/target'
import { nameBarrier } from '@/lib/domain/framing/name-barrier'
import { sampleCast } from '@/lib/domain/samples/people'

/** The grade of all cases of one check: one that failed decides, else one that was not sent. */
export function gradeCases(results: readonly Result[], target: CertificationTarget): Grade {
  const found = results.flatMap(({ case: sent, exchange }) => {
    const problem = exchange ? describeProblem(sent, exchange, target) : null
    return exchange && problem ? [{ sent, exchange, problem }] : []
  })
  const [first, ...others] = found
  if (first) {
    const more = others.length > 0 ? ` The same for ${others.length} more of ${results.length}.` : ''
    const place = new Set(results.map(({ case: { endpoint } }) => endpoint)).size > 1
    const where = place ? ` (${first.sent.endpoint})` : ''
    return {
      outcome: 'failed',
      detail: `${first.sent.title}${where}: ${first.problem}${more}`,
      exchange: first.exchange,
    }
  }
  if (results.some(({ exchange }) => exchange === null))
    return { outcome: 'skipped', detail: 'Not sent: the run ended early.' }
  return { outcome: 'passed', detail: summarise(results), exchange: results[0]?.exchange ?? undefined }
}

/** The valid launches that were accepted; none if only an activity was, which says nothing about the rest. */
export function listAccepted(opened: readonly Result[]): Result[] {
  const accepted = opened.filter(({ exchange }) => exchange?.verdict === 'accepted')
  return accepted.some(({ case: { check } }) => check === 'accepts-placements') ? accepted : []
}

/** Whether the server failed: a 5xx, a broken connection, or no response in time. */
export function isFault({ verdict }: Exchange): boolean {
  return ['server_error', 'timeout', 'broken', 'unreachable', 'tls'].includes(verdict)
}

/** What came, as a sentence's end: "it answered 500". */
export function describeAnswer({ answer, failure, verdict }: Exchange): string {
  if (verdict === 'rate_limited')
    return 'your server answered 429, which limits the request rate and doesn’t judge the launch.'
  return answer && !failure ? `your server answered ${answer.status}.` : failure
}

function describeProblem(sent: Case, exchange: Exchange, target: CertificationTarget): string | null {
  const { verdict } = exchange
  if (sent.expected === 'accept') {
    if (verdict === 'accepted')
      return sent.check === 'accepts-unicode' ? describeGarbled(exchange, target) : null
    return verdict === 'refused' ? describeWrongRefusal(exchange) : describeAnswer(exchange)
  }
  if (sent.expected === 'refuse' && verdict === 'accepted')
    return `it was accepted with ${exchange.answer?.status}${exchange.redirects.length > 0 ? ' after a redirect' : ''}.`
  if (verdict !== 'accepted' && verdict !== 'refused') {
    const isStatus = verdict === 'server_error' || verdict === 'odd_status'
    return `${describeAnswer(exchange)}${isStatus && sent.expected === 'refuse' ? ' A refusal is a 4xx.' : ''}`
  }
  return sent.check.startsWith('state-') ? describeUnreadable(exchange, target, sent.endpoint) : null
}

/** A refusal of a valid launch, with who may have refused it. */
function describeWrongRefusal({ answer, agent }: Exchange): string {
  const sentence = answer ? nameBarrier(answer)?.sentence : undefined
  const sent = answer?.status === 403 ? ` It was sent with the user agent “${agent}”.` : ''
  return `it was refused with ${answer?.status}.${sentence ? ` ${sentence}` : sent}`
}

/** UTF-8 that was read as Latin-1, or bytes that were thrown away. */
function describeGarbled({ answer }: Exchange, { seed }: CertificationTarget): string | null {
  const { unicodeName } = sampleCast(seed)
  const text = answer?.body.toString('utf8') ?? ''
  const latin = Buffer.from(unicodeName, 'utf8').toString('latin1')
  const lost = unicodeName.replace(/[^\x20-\x7e]/g, '\uFFFD')
  const isGarbled = [latin, lost].some((wrong) => text.includes(wrong))
  return isGarbled ? `the page shows ${unicodeName} as ${latin}, or with a replacement character.` : null
}

function summarise(results: readonly Result[]): string {
  const statuses = [...new Set(results.map(({ exchange }) => exchange?.answer?.status))].sort()
  const count = results.length === 1 ? 'One request' : `${results.length} requests`
  return `${count}, answered with ${statuses.join(' and ')}.`
}
