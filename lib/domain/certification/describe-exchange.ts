import type { Exchange } from '@/lib/domain/certification/send-launch'

/** Parameters, fields and headers of which only the length is shown. */
const hiddenNames = [
  'context',
  'signature',
  'sig',
  'hmac',
  'data',
  'payload',
  'access-token',
  'x-showpad-signature-v1',
  'webhook-signature',
]
const shownHeaders = [
  'content-type',
  'location',
  'content-security-policy',
  'x-frame-options',
  'referrer-policy',
  'cf-mitigated',
  'www-authenticate',
  'cross-origin-resource-policy',
  'cross-origin-embedder-policy',
]
const valueLengthMax = 24
const urlLengthMax = 600
const excerptLengthMax = 400
const headerLengthMax = 200

/** The request of an exchange as it may be shown: without the proofs in it, and without `hidden` texts such as secrets. */
export function describeSent({ request, agent }: Exchange, hidden: readonly string[]): string {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${hideValue(name, value)}`)
  const isForm = Object.keys(request.fields).length > 0
  const body = isForm ? describePairs(request.body ?? '') : (request.body ?? '')
  const lines = [
    `${request.method} ${describeUrl(request.url)}`,
    ...(agent ? [`user-agent: ${agent}`] : []),
    ...headers,
    ...(body ? ['', cut(body)] : []),
  ]
  return hideAll(lines.join('\n'), [...hidden, ...listProofs(request)])
}

/** The answer of an exchange: its status, the headers that matter, and the beginning of its text. */
export function describeReceived(exchange: Exchange, hidden: readonly string[]): string {
  const { answer, failure, redirects, durationMs } = exchange
  const hops = redirects.map((redirect) => `redirected ${redirect}`)
  if (!answer) return [...hops, failure].join('\n')
  const proofs = [...hidden, ...listProofs(exchange.request)]
  // Hidden before it is cut, as half of a signature would no longer be recognised.
  const headers = shownHeaders.flatMap((name) =>
    (answer.headers[name] ?? []).map((value) => `${name}: ${cut(hideAll(value, proofs), headerLengthMax)}`),
  )
  const status = `${answer.status} in ${Math.round(durationMs)} ms`
  // A page may tell a part of the context, or write it in its own way: no long run of its alphabet is shown.
  const body = answer.body
    .subarray(0, 16 * 1024)
    .toString('utf8')
    .replace(/[A-Za-z0-9+/=_%\\-]{48,}/g, '[hidden]')
  const lines = [...hops, status, ...headers, ...(body ? ['', body] : [])]
  return cut(hideAll(lines.join('\n'), proofs), excerptLengthMax * 2)
}

/** Every value of a request that proves something, as it is and as a URL writes it. */
export function listProofs({ url, headers, body, fields }: Exchange['request']): string[] {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
  const isForm = Object.keys(fields).length > 0
  const pairs = [query, isForm ? (body ?? '') : ''].flatMap((text) => [...new URLSearchParams(text)])
  const values = [...pairs, ...Object.entries(headers)]
    .filter(
      ([name, value]) => hiddenNames.includes(name.replace(/\[\]$/, '').toLowerCase()) && value.length > 8,
    )
    .map(([, value]) => value)
  return [...new Set(values.flatMap((value) => [value, encodeURIComponent(value)]))]
}

/** The text without any of these; of two that overlap the longer one goes first. */
export function hideAll(text: string, hidden: readonly string[]): string {
  return [...new Set(hidden)]
    .filter((value) => value.length >= 6)
    .sort((one, other) => other.length - one.length)
    .reduce((shown, value) => shown.replaceAll(value, '[hidden]'), text)
}

function describeUrl(url: string): string {
  const start = url.indexOf('?')
  if (start < 0) return cut(url, urlLengthMax)
  return cut(`${url.slice(0, start)}?${describePairs(url.slice(start + 1))}`, urlLengthMax)
}

function describePairs(text: string): string {
  return text
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=')
      if (at < 0) return cut(pair, valueLengthMax)
      return `${pair.slice(0, at)}=${hideValue(decodeName(pair.slice(0, at)), pair.slice(at + 1))}`
    })
    .join('&')
}

function decodeName(name: string): string {
  return name.replace(/(%5B%5D|\[\])$/i, '')
}

function hideValue(name: string, value: string): string {
  if (hiddenNames.includes(name.toLowerCase())) return value ? `[${value.length} characters]` : ''
  return cut(value, name === 'content-type' ? headerLengthMax : valueLengthMax)
}

function cut(text: string, lengthMax = excerptLengthMax): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text
}
