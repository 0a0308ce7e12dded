import type { PastedRequest } from '@/lib/domain/signature-doctor/paste/pasted-request'
import { unescapeAnsi } from '@/lib/domain/signature-doctor/paste/split-shell'
import { encodePercent } from '@/lib/domain/signature-doctor/raw-query'

const requestLine = /"(?:GET|POST|PUT|PATCH|DELETE|HEAD) ([^\s"]+)(?: HTTP\/[\d.]+)?"/
const started = /Started (?:GET|POST|PUT|PATCH|DELETE|HEAD) "([^"\s]*)"/

/** A line of a web server's access or error log, or what Rails logs of a request. Undefined for anything else. */
export function readLog(text: string): PastedRequest | undefined {
  const rails = started.exec(text)?.[1]
  const parameters = readRailsParameters(text)
  if (rails !== undefined || parameters !== undefined) {
    const isFiltered = text.includes('[FILTERED]')
    return {
      url: rails === undefined ? '' : `https://pasted.invalid${rails}`,
      headers: {},
      body: parameters ?? '',
      ...(isFiltered ? { note: 'The log has [FILTERED] instead of a value. Paste the request itself.' } : {}),
    }
  }
  // A body of JSON may have such a line in it.
  const target = /^[\s{["]/.test(text) ? undefined : requestLine.exec(text.split('\n', 1)[0] ?? '')?.[1]
  if (target === undefined) return undefined
  // Servers write bytes that they do not show as \xE9.
  const escaped = target.replace(/\\x([0-9A-Fa-f]{2})/g, '%$1')
  return {
    url: /^https?:/.test(escaped) ? escaped : `https://pasted.invalid${escaped}`,
    headers: {},
    body: '',
  }
}

/** `Parameters: {"name"=>"value"}` as a form's body. */
function readRailsParameters(text: string): string | undefined {
  const start = /Parameters: \{/.exec(text)
  if (!start) return undefined
  const strings = readStrings(text.slice(start.index).split('\n', 1)[0] ?? '')
  const pairs = strings.flatMap(({ value, isName }, index) =>
    isName ? [[value, strings[index + 1]?.value ?? ''] as const] : [],
  )
  return pairs
    .filter(([name]) => name !== 'controller' && name !== 'action')
    .map(([name, value]) => `${encodePercent(name)}=${encodePercent(value)}`)
    .join('&')
}

/** The quoted strings of a line, one after the other, and whether an arrow follows. */
function readStrings(line: string): { value: string; isName: boolean }[] {
  const strings: { value: string; isName: boolean }[] = []
  let open = line.indexOf('"')
  while (open >= 0) {
    let close = open + 1
    while (close < line.length && line[close] !== '"') close += line[close] === '\\' ? 2 : 1
    if (close >= line.length) break
    strings.push({
      value: unescapeAnsi(line.slice(open + 1, close)),
      isName: /^ {0,4}=>/.test(line.slice(close + 1, close + 8)),
    })
    open = line.indexOf('"', close + 1)
  }
  return strings
}
