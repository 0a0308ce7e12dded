import type { CookieVerdict } from '@/lib/domain/sandbox/launches.schema'

type Cookie = {
  name: string
  value: string
  sameSite: 'none' | 'lax' | 'strict' | 'unknown' | null
  isSecure: boolean
  isPartitioned: boolean
  isHttpOnly: boolean
  domain: string | null
  path: string | null
  lifetime: string | null
}

const lengthMax = 4096

/**
 * Each Set-Cookie header of an answer as a browser keeps it in a frame of another site (RFC 6265bis, CHIPS): which are lost, why, and the
 * header that is kept. Values are left out.
 */
export function judgeCookies(
  headers: readonly string[],
  { isSecureOrigin }: { isSecureOrigin: boolean },
): CookieVerdict[] {
  return headers.map((header) => {
    const cookie = parseCookie(header)
    const attributes = writeAttributes(cookie)
    const judged = judge(cookie, header.length, isSecureOrigin)
    return {
      name: cookie.name,
      attributes,
      ...judged,
      ...(judged.verdict === 'ok' ? {} : { send: writeKept(cookie) }),
    }
  })
}

function parseCookie(header: string): Cookie {
  const [pair = '', ...attributes] = header.split(';')
  const at = pair.indexOf('=')
  const cookie: Cookie = {
    name: (at < 0 ? '' : pair.slice(0, at)).trim(),
    value: (at < 0 ? pair : pair.slice(at + 1)).trim(),
    sameSite: null,
    isSecure: false,
    isPartitioned: false,
    isHttpOnly: false,
    domain: null,
    path: null,
    lifetime: null,
  }
  for (const attribute of attributes) {
    const split = attribute.indexOf('=')
    const name = (split < 0 ? attribute : attribute.slice(0, split)).trim().toLowerCase()
    const value = split < 0 ? '' : attribute.slice(split + 1).trim()
    // Of a doubled attribute the last one counts.
    if (name === 'samesite') cookie.sameSite = readSameSite(value)
    if (name === 'secure') cookie.isSecure = true
    if (name === 'partitioned') cookie.isPartitioned = true
    if (name === 'httponly') cookie.isHttpOnly = true
    if (name === 'domain') cookie.domain = value || null
    if (name === 'path') cookie.path = value || null
    if (name === 'max-age' || (name === 'expires' && !cookie.lifetime?.startsWith('Max-Age')))
      cookie.lifetime = `${name === 'max-age' ? 'Max-Age' : 'Expires'}=${value}`
  }
  return cookie
}

function readSameSite(value: string): Cookie['sameSite'] {
  const lower = value.toLowerCase()
  return lower === 'none' || lower === 'lax' || lower === 'strict' ? lower : 'unknown'
}

function judge(
  cookie: Cookie,
  length: number,
  isSecureOrigin: boolean,
): Pick<CookieVerdict, 'verdict' | 'why'> {
  const fault = findFault(cookie, length, isSecureOrigin)
  if (fault) return { verdict: 'bad', why: fault }
  if (!cookie.isPartitioned)
    return {
      verdict: 'warn',
      why: 'Works only in browsers that still allow third-party cookies. Without Partitioned, Safari, Firefox and private windows block it.',
    }
  return { verdict: 'ok', why: 'Works in the frame, separately for each CRM.' }
}

function findFault(cookie: Cookie, length: number, isSecureOrigin: boolean): string | undefined {
  const lower = cookie.name.toLowerCase()
  if (cookie.name === '' && cookie.value === '') return 'It has no name and no value: browsers drop it.'
  if (length > lengthMax) return `It has more than ${lengthMax} characters: browsers drop it.`
  if (cookie.isSecure && !isSecureOrigin) return 'Secure over plain http: browsers drop it.'
  if (lower.startsWith('__secure-') && !cookie.isSecure) return '__Secure- needs Secure: browsers drop it.'
  if (lower.startsWith('__host-') && (!cookie.isSecure || cookie.domain !== null || cookie.path !== '/'))
    return '__Host- needs Secure, Path=/ and no Domain: browsers drop it.'
  if (cookie.isPartitioned && !cookie.isSecure) return 'Partitioned needs Secure: browsers drop it.'
  switch (cookie.sameSite) {
    case 'strict':
    case 'lax':
      return `SameSite=${cookie.sameSite === 'lax' ? 'Lax' : 'Strict'} is not sent in the frame, because the CRM is another site.`
    case null:
      return 'Without SameSite, browsers treat it as Lax, which is not sent in the frame.'
    case 'unknown':
      return 'Its SameSite value is unknown, so browsers treat it as Lax, which is not sent in the frame.'
    case 'none':
      return cookie.isSecure ? undefined : 'SameSite=None needs Secure: browsers drop it.'
  }
}

function writeAttributes(cookie: Cookie): string {
  const words = { none: 'None', lax: 'Lax', strict: 'Strict', unknown: '?' }
  return [
    cookie.domain ? `Domain=${cookie.domain}` : '',
    cookie.path ? `Path=${cookie.path}` : '',
    cookie.sameSite ? `SameSite=${words[cookie.sameSite]}` : '',
    cookie.isSecure ? 'Secure' : '',
    cookie.isPartitioned ? 'Partitioned' : '',
    cookie.isHttpOnly ? 'HttpOnly' : '',
  ]
    .filter(Boolean)
    .join('; ')
}

/** Without a Domain: a partitioned cookie that spans subdomains is seldom meant. */
function writeKept({ name, path, lifetime }: Cookie): string {
  const parts = [`${name || 'name'}=…`, `Path=${path ?? '/'}`, lifetime ?? '']
  return [...parts, 'HttpOnly', 'Secure', 'SameSite=None', 'Partitioned'].filter(Boolean).join('; ')
}
