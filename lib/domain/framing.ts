import type { FramingReport } from '@/lib/domain/launches.schema'

type Answer = { status: number; headers: Record<string, string[]> }

/** Whether an answer lets `portalOrigin` frame it, as browsers decide: frame-ancestors of every policy, else X-Frame-Options. */
export function judgeFraming(
  answer: Answer,
  input: { portalOrigin: string; widgetOrigin: string },
): Pick<FramingReport, 'verdict' | 'detail' | 'received' | 'send'> {
  const ancestors = listAncestors(answer)
  const send = `Content-Security-Policy: frame-ancestors ${input.portalOrigin}`
  const refusing = ancestors.filter((directive) => !namesPortal(directive, input))
  if (refusing.length > 0) {
    return {
      verdict: 'refused_framing',
      detail: 'The server answered, but its frame-ancestors does not name this portal.',
      received: refusing.map((directive) => `Content-Security-Policy: ${directive}`),
      send,
    }
  }
  // Browsers ignore X-Frame-Options beside frame-ancestors.
  const options = ancestors.length === 0 ? valuesOf(answer, 'x-frame-options') : []
  if (refusesByOptions(options)) {
    return {
      verdict: 'refused_framing',
      detail: 'The server answered, but with a header that lets only its own site embed it.',
      received: options.map((value) => `X-Frame-Options: ${value}`),
      send,
    }
  }
  if (answer.status >= 500) {
    return {
      verdict: 'server_error',
      detail: `The server answered a correctly signed launch with ${answer.status}.`,
      received: [`HTTP ${answer.status}`],
    }
  }
  return { verdict: 'ok', detail: 'The server answers and lets this portal frame it.' }
}

/** The frame-ancestors of every policy of an answer, each as it stands there. */
export function listAncestors(answer: Answer): string[] {
  const policies = valuesOf(answer, 'content-security-policy').flatMap((value) => value.split(','))
  return policies.flatMap((policy) => {
    const directive = policy.split(';').find((part) => /^\s*frame-ancestors(\s|$)/i.test(part))
    return directive === undefined ? [] : [directive.trim()]
  })
}

/** Whether one of a directive's sources is the portal. */
export function namesPortal(
  directive: string,
  input: { portalOrigin: string; widgetOrigin: string },
): boolean {
  return directive
    .split(/\s+/)
    .slice(1)
    .some((source) => matchesSource(source, input))
}

function valuesOf(answer: Answer, name: string): string[] {
  return answer.headers[name] ?? []
}

/** X-Frame-Options as the HTML standard reads it: one unknown value is ignored, several that disagree refuse. */
function refusesByOptions(headers: string[]): boolean {
  const values = new Set(
    headers.flatMap((value) => value.split(',')).map((value) => value.trim().toLowerCase()),
  )
  if (values.has('deny') || values.has('sameorigin')) return true
  return values.size > 1 && values.has('allowall')
}

/** One source expression of frame-ancestors against the portal's origin (CSP Level 3, "match URL to source expression"). */
function matchesSource(source: string, input: { portalOrigin: string; widgetOrigin: string }): boolean {
  const portal = new URL(input.portalOrigin)
  const value = source.toLowerCase()
  if (value === '*') return true
  if (value === "'self'") return input.portalOrigin === input.widgetOrigin
  if (value === "'none'") return false
  if (/^[a-z][a-z0-9+.-]*:$/.test(value))
    return portal.protocol === value || (value === 'http:' && portal.protocol === 'https:')
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[^:/*]+|\[[^\]]+\])(?::(\d+|\*))?(?:\/.*)?$/.exec(
    value,
  )
  if (!match) return false
  const [, scheme, host = '', port] = match
  const widgetScheme = new URL(input.widgetOrigin).protocol.slice(0, -1)
  return (
    schemeMatches(scheme ?? widgetScheme, portal) &&
    hostMatches(host, portal.hostname) &&
    portMatches(port, portal)
  )
}

function schemeMatches(scheme: string, portal: URL): boolean {
  return `${scheme}:` === portal.protocol || (scheme === 'http' && portal.protocol === 'https:')
}

function hostMatches(host: string, hostname: string): boolean {
  if (host === '*') return true
  return host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : host === hostname
}

/** A source without a port means the default port of the portal's own scheme. */
function portMatches(port: string | undefined, portal: URL): boolean {
  if (port === '*') return true
  const defaultPort = portal.protocol === 'https:' ? '443' : '80'
  return (port ?? defaultPort) === (portal.port || defaultPort)
}
