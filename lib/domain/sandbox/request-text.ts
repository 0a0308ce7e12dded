import { AppError } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'

/** As many as PHP reads; each is shown with its facts, which are many times longer than an empty one. */
const parametersMax = 1_000

/** A request as text to edit: its line, its headers, and after an empty line its body. */
export function writeRequestText({ method, url, headers, body }: SignedRequest): string {
  const lines = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
  return body === null ? lines.join('\n') : [...lines, '', body].join('\n')
}

/**
 * The request exactly as typed. Its method is the one that it was launched with, and it goes to one of the origins.
 * @throws AppError malformed_request
 */
export function parseRequestText(
  text: string,
  { method, origins }: { method: SignedRequest['method']; origins: readonly string[] },
): SignedRequest {
  const written = text.replaceAll('\r\n', '\n')
  const end = written.indexOf('\n\n')
  const [first = '', ...headerLines] = (end < 0 ? written : written.slice(0, end)).trimEnd().split('\n')
  const body = method === 'GET' ? null : end < 0 ? '' : written.slice(end + 2)
  const space = first.indexOf(' ')
  const url = first.slice(space + 1).trim()
  if (first.slice(0, space) !== method)
    throw new AppError('malformed_request', `Start the first line with ${method}, a space and the URL.`)
  if (!URL.canParse(url) || /\s/.test(url))
    throw new AppError('malformed_request', 'The first line needs a URL that a browser can open.')
  if (!origins.includes(new URL(url).origin))
    throw new AppError(
      'malformed_request',
      `This version doesn’t declare ${new URL(url).origin}. Send the request to ${origins.join(' or ')}.`,
    )
  if (written.split('&').length > parametersMax)
    throw new AppError('malformed_request', `Use at most ${parametersMax} parameters.`)
  const headers = Object.fromEntries(headerLines.filter(Boolean).map(parseHeader))
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')
  return {
    method,
    url,
    headers,
    body,
    fields: isForm && body !== null ? Object.fromEntries(new URLSearchParams(body)) : {},
  }
}

/** Those that say where a request goes, or whose it is, are the sender's own. */
const ownHeaders = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'cookie',
  'expect',
  'upgrade',
]

function parseHeader(line: string): [string, string] {
  const split = line.indexOf(':')
  const name = line.slice(0, split).trim().toLowerCase()
  const value = line.slice(split + 1).trim()
  if (split < 1 || !/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value))
    throw new AppError('malformed_request', `“${line.slice(0, 60)}” is not a header. Write name: value.`)
  if (ownHeaders.includes(name))
    throw new AppError('malformed_request', `You can’t set the header ${name} here.`)
  return [name, value]
}
