import type { PastedRequest } from '@/lib/domain/signature-doctor/paste/pasted-request'
import { isHeaderLine, readHeaderLines } from '@/lib/domain/signature-doctor/paste/read-headers'

/** Whether a text begins with a request line. */
export function isHttp(text: string): boolean {
  return /^(?:GET|POST|PUT|PATCH|DELETE|HEAD) \S/.test(text)
}

/** A request line, headers, a blank line, and the body to the last character. */
export function readHttp(text: string): PastedRequest {
  const { head, body } = splitBody(text)
  const [first = '', ...lines] = head.split(/\r?\n/)
  // Without the version at its end, the target is all that follows: also one with spaces, as people type it.
  const target = first
    .trimEnd()
    .replace(/^\w+ /, '')
    .replace(/ HTTP\/[\d.]+$/, '')
  const { headers } = readHeaderLines(lines)
  return { url: toUrl(target, headers), headers, body }
}

/** Headers without a request line, of HTTP/2 or as a program printed them. Undefined if the first line isn't a header. */
export function readHeadersAndBody(text: string): PastedRequest | undefined {
  const paired = pairLines(text)
  const { head, body } = splitBody(paired)
  const lines = head.split(/\r?\n/)
  if (!isHeaderLine(lines[0] ?? '')) return undefined
  const end = lines.findIndex((line) => !isHeaderLine(line))
  const of = end < 0 ? lines : lines.slice(0, end)
  const rest = end < 0 ? '' : lines.slice(end).join('\n')
  const { headers, target } = readHeaderLines(of)
  // What follows the headers without a blank line is the body, unless it only closes brackets.
  const isBody = rest.trim() !== '' && !/^[\s\])}]*$/.test(rest)
  return {
    url: target ? toUrl(target, headers) : '',
    headers,
    body: isBody ? paired.slice(paired.indexOf(rest)) : body,
  }
}

/** Browsers' tools copy HTTP/2 headers with each name and each value on a line. */
function pairLines(text: string): string {
  if (!/^:[a-z]+\r?\n/.test(text)) return text
  const { head, body } = splitBody(text)
  const lines = head.split(/\r?\n/)
  const pairs: string[] = []
  for (let index = 0; index < lines.length; index += 2)
    pairs.push(`${(lines[index] ?? '').replace(/:$/, '')}: ${lines[index + 1] ?? ''}`)
  return body ? `${pairs.join('\n')}\n\n${body}` : pairs.join('\n')
}

function splitBody(text: string): { head: string; body: string } {
  const blank = /\r?\n[ \t]*\r?\n/.exec(text)
  if (!blank) return { head: text, body: '' }
  return { head: text.slice(0, blank.index), body: text.slice(blank.index + blank[0].length) }
}

function toUrl(target: string, headers: Record<string, string>): string {
  if (/^https?:/i.test(target)) return target
  return `https://${headers[':authority'] ?? headers.host ?? 'pasted.invalid'}${target}`
}
