import { AppError } from '@/lib/errors'
import { asUnauthenticated, type RequestHeaders, type Unauthenticated } from '@/lib/protocols/protocol'
import { decodeUtf8 } from '@/lib/protocols/strict-json'

/** The longest URL that a verifier reads: a 64 kB value, each byte of it percent-encoded. */
export const urlLengthMax = 3 * 64 * 1024

export type Parameters = readonly (readonly [name: string, value: string])[]

/** The raw query of a URL, without its fragment. @throws AppError malformed_request, payload_too_large */
export function readQuery(url: unknown): string {
  if (typeof url !== 'string') throw new AppError('malformed_request', 'The request has no URL.')
  if (url.length > urlLengthMax)
    throw new AppError('payload_too_large', `A URL has at most ${urlLengthMax} characters.`)
  const start = url.indexOf('?')
  if (start < 0) return ''
  const end = url.indexOf('#', start)
  return url.slice(start + 1, end < 0 ? undefined : end)
}

/** The parameters of a query or form in the order of their arrival, as the URL standard reads them. */
export function parseParameters(text: string): Parameters {
  try {
    return text
      .split('&')
      .filter((pair) => pair !== '')
      .map(decodePair)
  } catch {
    // A stray percent sign or what is not UTF-8: rare, and read leniently by the standard.
    return [...new URLSearchParams(`&${text}`)]
  }
}

/** The one value of a parameter. @throws AppError missing_parameter, doubled_parameter */
export function requireOne(parameters: Parameters, name: string): string {
  const values = parameters.filter(([given]) => given === name)
  if (values.length > 1) throw new AppError('doubled_parameter', `The parameter ${name} is duplicated.`)
  const value = values[0]?.[1]
  if (!value) throw new AppError('missing_parameter', `The parameter ${name} is missing or empty.`)
  return value
}

/** All parameters but those named, as what nobody signed. Of a doubled one the last counts. */
export function takeUnsigned(parameters: Parameters, signed: readonly string[]): Unauthenticated {
  return asUnauthenticated(parameters.filter(([name]) => !signed.includes(name)))
}

/** The one value of a header. @throws AppError malformed_request, missing_header, doubled_header */
export function requireHeader(headers: RequestHeaders, name: string): string {
  if (typeof headers !== 'object' || headers === null)
    throw new AppError('malformed_request', 'The request has no headers.')
  const values = readHeader(headers, name)
  if (values.length > 1) throw new AppError('doubled_header', `The header ${name} is duplicated.`)
  const value = values[0]
  if (typeof value !== 'string' || value === '')
    throw new AppError('missing_header', `The header ${name} is missing or empty.`)
  return value
}

/** A body as the bytes that were sent. @throws AppError malformed_request, payload_too_large */
export function readBody(body: unknown, bytesMax: number): Buffer {
  if (typeof body !== 'string' && !(body instanceof Uint8Array))
    throw new AppError('malformed_request', 'The request has no raw body.')
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
  if (bytes > bytesMax) throw new AppError('payload_too_large', `A body has at most ${bytesMax} bytes.`)
  return typeof body === 'string'
    ? Buffer.from(body, 'utf8')
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
}

/** The parameters of a form body. @throws AppError malformed_request, payload_too_large, not_utf8 */
export function readForm(body: unknown, bytesMax: number): Parameters {
  return parseParameters(decodeUtf8(readBody(body, bytesMax)))
}

/** Adds to a URL's query and leaves what it already has, byte by byte. */
export function appendQuery(url: string, query: string): string {
  const end = url.indexOf('#')
  const base = end < 0 ? url : url.slice(0, end)
  const fragment = end < 0 ? '' : url.slice(end)
  return `${base}${joinerOf(base)}${query}${fragment}`
}

function joinerOf(base: string): string {
  if (!base.includes('?')) return '?'
  return base.endsWith('?') || base.endsWith('&') ? '' : '&'
}

function decodePair(pair: string): readonly [string, string] {
  const split = pair.indexOf('=')
  return split < 0 ? [decode(pair), ''] : [decode(pair.slice(0, split)), decode(pair.slice(split + 1))]
}

function decode(text: string): string {
  return decodeURIComponent(text.includes('+') ? text.replaceAll('+', ' ') : text)
}

function readHeader(headers: RequestHeaders, name: string): readonly unknown[] {
  if (typeof headers.get === 'function') {
    const value: unknown = headers.get(name)
    return value === null || value === undefined ? [] : [value]
  }
  return Object.entries(headers)
    .filter(([given]) => given.toLowerCase() === name)
    .flatMap(([, value]) => value ?? [])
}
