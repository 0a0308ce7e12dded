import { getDomain } from 'tldts'
import { describeHostFault } from '@/lib/domain/text/host-spelling.schema'
import { AppError, type FieldErrors } from '@/lib/errors'
import { env } from '@/lib/server/env'

/** Where a widget may be sent to, and whether it may leave team testing. */
export type WidgetUrl = { url: string; origin: string; isLoopback: boolean }

/**
 * Checks the address of a widget. Refuses what a browser or a partner could read in two ways, the portal's own site, and `taken`, the
 * parameters that are added to it.
 * @throws AppError `invalid_input` on the field, saying why and what to do
 */
export function requireWidgetUrl(
  text: string,
  { field = 'url', taken = ['context', 'signature'] }: { field?: string; taken?: readonly string[] } = {},
): WidgetUrl {
  const url = parseAddress(text, field)
  if (url.hash || text.includes('#'))
    throw refuse(field, 'Remove the part after #, which never reaches your server.')
  const found = taken.filter((name) => url.searchParams.has(name))
  if (found.length > 0)
    throw refuse(field, `Remove the parameter ${found.join(' and ')}, which the launch adds.`)
  return { url: url.href, origin: url.origin, isLoopback: isLoopback(url.hostname) }
}

/** Checks the further origins that a widget redirects to. @throws AppError `invalid_input` on the field `furtherOrigins` */
export function requireFurtherOrigins(texts: string[]): string[] {
  return texts.map((text) => {
    const url = parseAddress(text, 'furtherOrigins')
    if (url.pathname !== '/' || url.search || url.hash) {
      throw refuse('furtherOrigins', `${text} is not an origin. Write ${url.origin}.`)
    }
    return url.origin
  })
}

/** Whether the address is this machine's own: only for team testing, or where the operator allows it. */
export function isLoopbackUrl(url: string): boolean {
  return isLoopback(new URL(url).hostname)
}

function parseAddress(text: string, field: string): URL {
  if (/[\p{Cc}\s]/u.test(text)) throw refuse(field, 'Remove spaces, line breaks and control characters.')
  if (text.includes('\\')) throw refuse(field, 'Write / instead of \\: browsers read a backslash as a slash.')
  const [, scheme = '', authority = ''] = /^([^:/?#]*):(?:\/\/([^/?#]*))?/.exec(text) ?? []
  if (!['https', 'http'].includes(scheme.toLowerCase())) {
    throw refuse(field, scheme ? `${scheme}: cannot be framed. Start with https://.` : 'Start with https://.')
  }
  if (!authority) throw refuse(field, 'Add a host after https://.')
  if (authority.includes('@')) throw refuse(field, 'Remove the user name and password before the host.')
  if (/[^\x21-\x7e]/.test(authority)) {
    throw refuse(
      field,
      'Write the host in ASCII. Write an international name as xn--…, so that a look-alike can’t pass for it.',
    )
  }
  if (!URL.canParse(text)) throw refuse(field, 'A browser can’t open this address.')
  const url = new URL(text)
  requireHost(url, field)
  return url
}

function requireHost(url: URL, field: string): void {
  const { hostname } = url
  // Browsers also take * ; and , in a host. The stage's policy names this origin, where they mean something else.
  if (!/^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])$/.test(hostname)) {
    throw refuse(field, 'Use only letters, digits, dots and hyphens in the host, without wildcards.')
  }
  const portal = new URL(env().PORTAL_ORIGIN)
  if (hostname === 'localhost' && portal.hostname === 'localhost') {
    throw refuse(field, 'localhost is the portal itself here. Use 127.0.0.1 with your port.')
  }
  if (hostname === portal.hostname || sharesSite(hostname, portal.hostname)) {
    throw refuse(field, `${hostname} is the portal itself. Serve the widget from your own domain.`)
  }
  const loopback = isLoopback(hostname)
  if (url.protocol === 'http:' && !loopback) {
    throw refuse(field, 'Use https://. Plain http works only for 127.0.0.1 in team testing.')
  }
  const isAddress = hostname.startsWith('[') || /^[\d.]+$/.test(hostname)
  if (isAddress && !loopback)
    throw refuse(field, 'Use a host name: browsers don’t trust certificates for IP addresses.')
  if (!isAddress && !loopback && !hostname.replace(/\.$/, '').includes('.')) {
    throw refuse(field, `${hostname} is not a public host name.`)
  }
  const fault = describeHostFault(url)
  if (fault) throw refuse(field, fault)
}

function sharesSite(hostname: string, portalHostname: string): boolean {
  const site = getDomain(portalHostname, { allowPrivateDomains: true })
  return site !== null && getDomain(hostname, { allowPrivateDomains: true }) === site
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname) ||
    hostname === '[::1]'
  )
}

function refuse(field: string, message: string): AppError {
  const fields: FieldErrors = { [field]: [message] }
  return new AppError('invalid_input', message, { fields })
}
