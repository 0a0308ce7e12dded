/** Words as a POSIX shell splits them, with bash's $'…', quotes taken off. */
export function splitShell(text: string): string[] {
  const words: string[] = []
  let parts: string[] | undefined
  const add = (part: string) => {
    parts ??= []
    parts.push(part)
  }
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? ''
    const isAnsi = character === '$' && text[index + 1] === "'"
    if (character === "'" || character === '"' || isAnsi) {
      const from = isAnsi ? index + 2 : index + 1
      const end = findQuote(text, from, isAnsi ? '$' : character)
      const inside = text.slice(from, end)
      add(isAnsi ? unescapeAnsi(inside) : unescapeQuoted(inside, character))
      index = end
    } else if (/\s/.test(character)) {
      if (parts !== undefined) words.push(parts.join(''))
      parts = undefined
    } else if (character === '\\') {
      // Before the end of a line, it only goes on in the next one.
      const length = /^\\\r?\n/.exec(text.slice(index, index + 3))?.[0].length
      if (length === undefined) add(text[index + 1] ?? '')
      index += (length ?? 2) - 1
    } else {
      const end = findPlainEnd(text, index)
      add(text.slice(index, end))
      index = end - 1
    }
  }
  return parts === undefined ? words : [...words, parts.join('')]
}

/** Where plain characters end: at white space, a quote or a backslash. */
function findPlainEnd(text: string, from: number): number {
  let end = from + 1
  while (end < text.length && !/[\s'"\\]/.test(text[end] ?? '')) {
    if (text[end] === '$' && text[end + 1] === "'") break
    end += 1
  }
  return end
}

/** The closing quote. In $'…' and "…" a backslash takes the next character with it. */
function findQuote(text: string, from: number, quote: string): number {
  const closing = quote === '$' ? "'" : quote
  for (let index = from; index < text.length; index += 1) {
    if (quote !== "'" && text[index] === '\\') index += 1
    else if (text[index] === closing) return index
  }
  return text.length
}

function unescapeQuoted(text: string, quote: string): string {
  return quote === '"' ? text.replace(/\\(["\\$`\n])/g, (_, one: string) => (one === '\n' ? '' : one)) : text
}

const letters: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
}

/** The escapes of bash's $'…', as browsers write them. */
export function unescapeAnsi(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-f]{1,4})|U([0-9a-f]{1,8})|x([0-9a-f]{1,2})|([0-7]{1,3})|(.))/gis,
    (_, unit?: string, point?: string, byte?: string, octal?: string, one?: string) => {
      if (one !== undefined) return letters[one] ?? one
      const code =
        octal === undefined ? Number.parseInt(unit ?? point ?? byte ?? '', 16) : Number.parseInt(octal, 8)
      return code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code)
    },
  )
}
