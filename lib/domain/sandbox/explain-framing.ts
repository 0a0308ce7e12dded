import { readLocation } from '@/lib/domain/framing/follow-hops'
import { judgeFraming, judgeOptions, listAncestors, namesPortal } from '@/lib/domain/framing/framing'
import { isSignIn } from '@/lib/domain/framing/sign-in'
import { isLoopbackUrl } from '@/lib/domain/protocols/widget-url'
import type { InspectionLine } from '@/lib/domain/sandbox/launches.schema'

type Hop = { status: number; headers: Record<string, string[]> }
type Place = { url: string; portalOrigin: string }

export type ExplainedFraming = { lines: InspectionLine[]; mayFrame: boolean; send: string | null }

/**
 * What each header of an answer says of being framed by this portal, by the rules of `judgeFraming`, and the one to send instead. Of a
 * redirect it says where it leads: browsers judge only the headers of the last response.
 */
export function explainFraming(hop: Hop, place: Place, declaredOrigins: readonly string[]): ExplainedFraming {
  const { url, portalOrigin } = place
  const widgetOrigin = new URL(url).origin
  const judged = judgeFraming({ ...hop, status: 200 }, { portalOrigin, widgetOrigin })
  const mixed = isMixed(place)
  const redirect = describeRedirect(hop, place, declaredOrigins)
  const lines = [
    ...(mixed ? [mixedLine(url)] : []),
    ...(redirect ? [redirect] : []),
    ...(redirect ? [] : describeHeaders(hop, { portalOrigin, widgetOrigin })),
  ]
  const mayFrame = !mixed && (redirect ? redirect.verdict !== 'bad' : judged.verdict === 'ok')
  return { lines, mayFrame, send: redirect || judged.verdict === 'ok' ? null : (judged.send ?? null) }
}

function describeHeaders(
  hop: Hop,
  origins: { portalOrigin: string; widgetOrigin: string },
): InspectionLine[] {
  const ancestors = listAncestors(hop)
  const values = hop.headers['x-frame-options'] ?? []
  // Browsers judge all of them together.
  const judged = judgeOptions(values, origins)
  const options = values.map((value): InspectionLine => {
    const line = { name: 'X-Frame-Options', value }
    if (ancestors.length > 0) return { ...line, verdict: 'skip', why: 'Ignored beside frame-ancestors' }
    if (judged === 'refused')
      return { ...line, verdict: 'bad', why: 'Only its own site can embed it, or nobody' }
    if (judged === 'allowed') return { ...line, verdict: 'ok', why: 'Anyone can embed it' }
    return { ...line, verdict: 'skip', why: 'Browsers ignore this unknown value' }
  })
  const policies = ancestors.map((directive): InspectionLine => {
    const isNamed = namesPortal(directive, origins)
    return {
      name: 'Content-Security-Policy',
      value: directive,
      verdict: isNamed ? 'ok' : 'bad',
      why: isNamed ? 'Allows this CRM' : 'Doesn’t allow this CRM',
    }
  })
  if (policies.length + options.length > 0) return [...policies, ...options]
  return [
    {
      name: 'Content-Security-Policy',
      value: 'no frame-ancestors',
      verdict: 'warn',
      why: 'Anyone can embed it. List the CRMs that may',
    },
  ]
}

function isMixed({ url, portalOrigin }: Place): boolean {
  // Browsers take this machine's own addresses for secure.
  return portalOrigin.startsWith('https:') && url.startsWith('http:') && !isLoopbackUrl(url)
}

function mixedLine(url: string): InspectionLine {
  return {
    name: 'Mixed content',
    value: new URL(url).origin,
    verdict: 'bad',
    why: 'Plain http on an https page: browsers block it',
  }
}

function describeRedirect(
  hop: Hop,
  { url }: Place,
  declaredOrigins: readonly string[],
): InspectionLine | undefined {
  const target = readLocation(hop, url)
  if (!target) return undefined
  const { origin, pathname } = target
  const line = { name: 'Location', value: origin === new URL(url).origin ? pathname : `${origin}${pathname}` }
  if (!declaredOrigins.includes(origin))
    return {
      ...line,
      verdict: 'bad',
      why: `Redirects to ${origin}, which is not declared: the portal stops it`,
    }
  if (isSignIn(target.href))
    return {
      ...line,
      verdict: 'warn',
      why: 'Looks like a sign-in page, but the frame has no session there. Use the signature instead',
    }
  return { ...line, verdict: 'info', why: 'Another redirect' }
}
