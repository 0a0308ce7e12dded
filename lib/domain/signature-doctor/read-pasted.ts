/** What was pasted, as far as it is a request: a URL, a curl command, a raw HTTP request, or a form's body. */
export type PastedRequest = { url: string; headers: Record<string, string>; body: string; note?: string }

/**
 * Reads a URL, a request as `curl` has it, raw HTTP, or a body alone. Whatever is not understood is taken for a body: the protocols say
 * then what is missing.
 */
export function readPasted(text: string): PastedRequest {
  const pasted = text.trim()
  if (/^curl\s/.test(pasted)) return readCurl(pasted)
  if (/^(?:GET|POST|DELETE|PUT) \S+/.test(pasted)) return readHttp(pasted)
  if (/^https?:\/\/\S+$/i.test(pasted)) return { url: pasted, headers: {}, body: '' }
  if (/^[?/]\S*$/.test(pasted))
    return { url: `https://pasted.invalid/${pasted.replace(/^\//, '')}`, headers: {}, body: '' }
  const headers = readHeaders(pasted.split(/\r?\n/))
  if (headers.rest !== undefined) return { url: '', headers: headers.found, body: headers.rest }
  return { url: '', headers: {}, body: pasted }
}

function readHttp(text: string): PastedRequest {
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/)
  const [first = '', ...lines] = head.split(/\r?\n/)
  const target = first.split(' ')[1] ?? ''
  const { found } = readHeaders(lines)
  const url = /^https?:/i.test(target) ? target : `https://${found.host ?? 'pasted.invalid'}${target}`
  // Blank lines of the body are the body's own.
  return { url, headers: found, body: text.slice(head.length).replace(/^(?:\r?\n){2}/, '') || rest.join('') }
}

/** Lines of `name: value` up to a blank one; `rest` is what follows, undefined where the first line is no header. */
function readHeaders(lines: string[]): { found: Record<string, string>; rest: string | undefined } {
  const found: Record<string, string> = {}
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') return { found, rest: lines.slice(index + 1).join('\n') }
    const [, name, value] = /^([A-Za-z][A-Za-z0-9-]*):\s?(.*)$/.exec(line) ?? []
    if (name === undefined) return { found, rest: index === 0 ? undefined : lines.slice(index).join('\n') }
    found[name.toLowerCase()] = value ?? ''
  }
  return { found, rest: Object.keys(found).length > 0 ? '' : undefined }
}

function readCurl(text: string): PastedRequest {
  const words = splitShell(text.replace(/\\\r?\n/g, ' '))
  const request: PastedRequest = { url: '', headers: {}, body: '' }
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const next = () => {
      index += 1
      return words[index] ?? ''
    }
    if (word === '-H' || word === '--header') Object.assign(request.headers, readHeaders([next()]).found)
    else if (/^(?:-d|--data|--data-raw|--data-binary|--data-ascii)$/.test(word)) request.body = next()
    else if (word === '--data-urlencode') request.body += `${request.body ? '&' : ''}${next()}`
    else if (/^(?:-X|--request|-o|--output|-m|--max-time)$/.test(word)) next()
    else if (/^https?:/i.test(word)) request.url = word
  }
  return request
}

/** Words as a POSIX shell splits them, quotes taken off. */
function splitShell(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? ''
    if (character === "'" || character === '"') {
      const end = findQuote(text, index + 1, character)
      word = (word ?? '') + unescapeQuoted(text.slice(index + 1, end), character)
      index = end
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (character === '\\') {
      index += 1
      word = (word ?? '') + (text[index] ?? '')
    } else word = (word ?? '') + character
  }
  return word === undefined ? words : [...words, word]
}

function findQuote(text: string, from: number, quote: string): number {
  for (let index = from; index < text.length; index += 1) {
    if (quote === '"' && text[index] === '\\') index += 1
    else if (text[index] === quote) return index
  }
  return text.length
}

function unescapeQuoted(text: string, quote: string): string {
  return quote === '"' ? text.replace(/\\(["\\$`])/g, '$1') : text
}
