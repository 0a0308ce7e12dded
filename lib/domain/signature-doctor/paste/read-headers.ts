/** Headers by their names in lower case, pseudo headers of HTTP/2 with their colon, and the address of a server's variables. */
export type ReadHeaders = { headers: Record<string, string>; target: string }

const plain = /^(:?[A-Za-z][A-Za-z0-9_-]*):[ \t]?(.*)$/
// As Ruby, PHP, Python and Node print variables and header objects.
const printed = /^\s*[[{("']*(:?[A-Za-z][A-Za-z0-9_-]*)["'\]]*\s*(?:=>|[:=])(.*)$/
const variables = /^\s*[[{("']*(?:HTTP_[A-Z0-9_]+|REQUEST_URI|QUERY_STRING|REQUEST_METHOD|CONTENT_TYPE)\b/

/** Whether a line is a header as HTTP or a program's log writes it. */
export function isHeaderLine(line: string): boolean {
  return plain.test(line) || isPrintedHeader(line)
}

/** Headers of one line each; lines that are none are left out. */
export function readHeaderLines(lines: readonly string[]): ReadHeaders {
  const headers: Record<string, string> = {}
  let [target, query] = ['', '']
  for (const line of lines) {
    const isPrinted = isPrintedHeader(line)
    const [, name = '', text = ''] = (isPrinted ? printed : plain).exec(line) ?? []
    const value = isPrinted ? unquote(text) : text
    if (name === 'REQUEST_URI') target = value
    else if (name === 'QUERY_STRING') query = value
    else if (name) headers[toHeaderName(name)] = value
  }
  const path = headers[':path']
  return { headers, target: path ?? (target || (query && `/?${query}`)) }
}

function isPrintedHeader(line: string): boolean {
  return variables.test(line) || /^\s*[[{(]*["']:?[A-Za-z][\w-]*["']\s*(?:=>|:)\s*["'[]/.test(line)
}

function toHeaderName(name: string): string {
  return (/^HTTP_/.test(name) ? name.slice('HTTP_'.length).replaceAll('_', '-') : name).toLowerCase()
}

function unquote(text: string): string {
  const trimmed = trimEnd(text.trim())
  const quoted = /^\[?\s*(["'])(.*)\1\s*\]?$/s.exec(trimmed)
  return quoted ? (quoted[2] ?? '') : trimmed
}

/** Without the commas and brackets that follow a value in what a program printed. */
function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && ',}) '.includes(text[end - 1] ?? '')) end -= 1
  return text.slice(0, end)
}
