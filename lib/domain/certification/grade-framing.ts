import { readMetaPolicies } from '@/lib/domain/certification/judge-page'
import type { Grade, Result } from '@/lib/domain/certification/result'
import type { Exchange } from '@/lib/domain/certification/send-launch'
import { type CertificationTarget, isFrame } from '@/lib/domain/certification/target'
import { judgeFraming, judgeOptions, listAncestors, listRefusalsOfAll } from '@/lib/domain/framing/framing'
import { describeSignIn } from '@/lib/domain/framing/sign-in'

/** Whether the CRM may frame every page that a valid launch opened; without its origin, whether any other site may. */
export function gradeFraming(openers: readonly Result[], target: CertificationTarget): Grade {
  const opened = openers.flatMap(({ case: { endpoint }, exchange }) =>
    isFrame(target, endpoint) && exchange?.verdict === 'accepted' ? [exchange] : [],
  )
  const [first] = opened
  if (!first) return { outcome: 'skipped', detail: 'No page was opened in a frame.' }
  for (const exchange of opened) {
    const refusal = describeRefusal(exchange, target)
    if (refusal) return { outcome: 'failed', detail: refusal, exchange }
  }
  const isolating = opened.find((exchange) => describeIsolation(exchange))
  const meta = opened.some(hasMetaAncestors) ? ` ${metaSentence}` : ''
  if (isolating)
    return { outcome: 'warned', detail: `${describeIsolation(isolating)}${meta}`, exchange: isolating }
  const { hostOrigin } = target
  if (!hostOrigin)
    return {
      outcome: 'skipped',
      detail: `You didn’t give the CRM’s origin, so only headers that block every site were checked. There are none.${meta}`,
    }
  if (first.answer && listAncestors(first.answer).length > 0)
    return { outcome: 'passed', detail: `${hostOrigin} can frame it.${meta}`, exchange: first }
  return { outcome: 'warned', detail: `${describeOpen(first)}${meta}`, exchange: first }
}

/** Why a page cannot be framed; null if it can. */
function describeRefusal(exchange: Exchange, { hostOrigin, ancestorOrigins = [] }: CertificationTarget) {
  const { answer } = exchange
  if (!answer) return null
  const widgetOrigin = new URL(exchange.finalUrl).origin
  const refusals = listRefusalsOfAll(answer, widgetOrigin)
  const hint = `${describeMetaHint(exchange)}${describeSignInHint(exchange)}`
  if (refusals.length > 0) return `No other site can frame it: ${refusals.join(', ')}.${hint}`
  if (!hostOrigin) return null
  const judge = (portalOrigin: string) => judgeFraming(answer, { portalOrigin, widgetOrigin })
  const own = judge(hostOrigin)
  if (own.verdict === 'refused_framing')
    return `${hostOrigin} can’t frame it: ${own.received?.join(', ')}.${hint}`
  const missing = ancestorOrigins.find((origin) => judge(origin).verdict === 'refused_framing')
  return missing
    ? `${hostOrigin} can frame it, but not inside ${missing}, which frames the CRM: browsers compare every ancestor with frame-ancestors. Add ${missing} there too.`
    : null
}

/** What the page's own side asks of the CRM's before it can be framed there. */
function describeIsolation({ answer }: Exchange): string | null {
  const policies = answer?.headers['cross-origin-resource-policy'] ?? []
  const policy = policies.find((value) => /^\s*same-(origin|site)\s*$/i.test(value))
  return policy
    ? `The widget sends Cross-Origin-Resource-Policy: ${policy.trim()}, so a CRM page with Cross-Origin-Embedder-Policy: require-corp can’t frame it. Send cross-origin instead.`
    : null
}

/** Whether anyone can frame it, and why an outdated header changes nothing. */
function describeOpen({ answer, finalUrl }: Exchange): string {
  const options = answer?.headers['x-frame-options'] ?? []
  const widgetOrigin = new URL(finalUrl).origin
  const isIgnored =
    options.length > 0 && judgeOptions(options, { portalOrigin: 'null', widgetOrigin }) === 'ignored'
  return isIgnored
    ? `Anyone can frame it: browsers ignore X-Frame-Options: ${options.join(', ')}, and there is no frame-ancestors.`
    : 'Anyone can frame it: there is no frame-ancestors.'
}

const metaSentence =
  'The page also has frame-ancestors in a meta tag, which browsers ignore: only the header counts.'

function hasMetaAncestors(exchange: Exchange): boolean {
  return readMetaPolicies(exchange).some((policy) => /(^|;)\s*frame-ancestors(\s|;|$)/i.test(policy))
}

function describeMetaHint(exchange: Exchange): string {
  return hasMetaAncestors(exchange) ? ` ${metaSentence}` : ''
}

/** The page may be that of a sign-in provider, to which the widget redirected. */
function describeSignInHint({ finalUrl, redirects }: Exchange): string {
  const signIn = redirects.length > 0 ? describeSignIn(finalUrl) : null
  return signIn ? ` ${signIn}` : ''
}
