import type { FramingReport } from '@/lib/domain/framing/framing.schema'

type Answer = { status: number; headers: Record<string, string[]> }

/** Whether an answer lets `portalOrigin` frame it, as browsers decide: frame-ancestors of every policy, else X-Frame-Options. */
export function judgeFraming(
  answer: Answer,
  input: { portalOrigin: string; widgetOrigin: string },
): Pick<FramingReport, 'verdict' | 'detail' | 'status' | 'received' | 'send'> {
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
  if (judgeOptions(options, input) === 'refused') {
    return {
      verdict: 'refused_framing',
      detail: 'The server answered, but with a header that allows only its own site to embed it.',
      received: options.map((value) => `X-Frame-Options: ${value}`),
      send,
    }
  }
  if (answer.status >= 500) {
    return {
      verdict: 'server_error',
      detail: `The server answered a correctly signed launch with ${answer.status}.`,
      status: answer.status,
      received: [`HTTP ${answer.status}`],
    }
  }
  return { verdict: 'ok', detail: 'The server answers and allows this portal to frame it.' }
}

/** The same inside a page of `host`, which frames the portal: browsers compare each ancestor. */
export function judgeFramingIn(
  answer: Answer,
  { host, ...input }: { portalOrigin: string; widgetOrigin: string; host: string | undefined },
): ReturnType<typeof judgeFraming> {
  const own = judgeFraming(answer, input)
  if (host === undefined || host === input.portalOrigin) return own
  const around = judgeFraming(answer, { ...input, portalOrigin: host })
  const send = `Content-Security-Policy: frame-ancestors ${input.portalOrigin} ${host}`
  if (own.verdict === 'refused_framing') return { ...own, send }
  if (around.verdict !== 'refused_framing') return own
  return {
    ...around,
    detail: `The server lets this portal frame it, but not inside a page of ${host}: browsers compare every ancestor with frame-ancestors.`,
    send,
  }
}

/** The frame-ancestors of every policy of an answer, each as written. */
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

/**
 * X-Frame-Options as the HTML standard and Chromium read it, all headers together: `ignored` for one value that they do not know, such
 * as `ALLOW-FROM x` or `SAMEORIGIN; x`; several that disagree refuse as soon as they know one of them.
 */
export function judgeOptions(
  headers: readonly string[],
  input: { portalOrigin: string; widgetOrigin: string },
): 'refused' | 'allowed' | 'ignored' {
  const values = new Set(
    headers.flatMap((value) => value.split(',')).map((value) => value.trim().toLowerCase()),
  )
  const known = ['deny', 'sameorigin', 'allowall'].filter((value) => values.has(value))
  if (known.length === 0) return 'ignored'
  if (values.size > 1 || values.has('deny')) return 'refused'
  if (values.has('allowall')) return 'allowed'
  return input.portalOrigin === input.widgetOrigin ? 'allowed' : 'refused'
}

/**
 * The headers by which no page of another origin at all may frame an answer, whatever the CRM's origin is; empty where some page may.
 * It is enough to try the origins that its own sources name, and one that none of them names.
 */
export function listRefusalsOfAll(answer: Answer, widgetOrigin: string): string[] {
  const hosts = listAncestors(answer)
    .flatMap((directive) => directive.split(/\s+/).slice(1))
    .flatMap((source) => toOrigin(source, widgetOrigin))
  const origins = [...hosts, nobodysOrigin, nobodysOrigin.replace('https:', 'http:')]
  const judged = [...new Set(origins)]
    .filter((origin) => origin !== widgetOrigin)
    .map((portalOrigin) => judgeFraming(answer, { portalOrigin, widgetOrigin }))
  const isRefusedByAll = judged.every(({ verdict }) => verdict === 'refused_framing')
  return isRefusedByAll ? [...new Set(judged.flatMap(({ received = [] }) => received))] : []
}

const nobodysOrigin = 'https://crm.framegate.invalid'

/** An origin that a source expression names: of a wildcard one of its many. */
function toOrigin(source: string, widgetOrigin: string): string[] {
  const text = source.toLowerCase().replace('*.', 'any.').replace(/:\*/, '')
  const url = /^[a-z][a-z0-9+.-]*:\/\//.test(text) ? text : `${new URL(widgetOrigin).protocol}//${text}`
  return URL.canParse(url) && /^https?:/.test(url) ? [new URL(url).origin] : []
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
