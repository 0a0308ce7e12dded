/** An array as PHP's parse_str builds it: its entries in order of arrival, and the number that `[]` appends next. */
export type PhpArray = { entries: Map<string, PhpValue>; next: bigint | null }
export type PhpValue = string | PhpArray

// The limits of PHP's own configuration; beyond the first the rest of the query is ignored, beyond the second the variable is dropped.
const inputVariablesMax = 1000
const nestingLevelMax = 64

/**
 * A query string as PHP's `parse_str` reads it: the last duplicate wins at the place of the first, `.` and space in names become
 * `_`, brackets make arrays. A byte that is no UTF-8 is kept as a lone surrogate, so that writing the value gives the byte back.
 */
export function parsePhpQuery(query: string): PhpArray {
  const root = createArray()
  const wellFormed = (query.split('\0', 1)[0] ?? '').toWellFormed()
  const pairs = wellFormed.split('&').filter((pair) => pair !== '')
  for (const pair of pairs.slice(0, inputVariablesMax)) {
    const split = pair.indexOf('=')
    const name = split < 0 ? pair : pair.slice(0, split)
    register(root, decodeUrl(name), split < 0 ? '' : decodeUrl(pair.slice(split + 1)))
  }
  return root
}

/** What PHP's `http_build_query` writes for it, in RFC 1738: space is `+`, and `*` and `~` are encoded too. */
export function buildPhpQuery(array: PhpArray): string {
  const pairs: string[] = []
  for (const [name, value] of array.entries) appendPairs(pairs, encodeUrl(name), value)
  return pairs.join('&')
}

/** The array as plain data: a list where its keys are those of a list, else an object. What is not UTF-8 becomes U+FFFD. */
export function toPlainData(value: PhpValue): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  const entries = [...value.entries].map(
    ([name, member]) => [name.toWellFormed(), toPlainData(member)] as const,
  )
  const isList = entries.length > 0 && entries.every(([name], index) => name === String(index))
  return isList ? entries.map(([, member]) => member) : Object.fromEntries(entries)
}

/** A variable's name as PHP rewrites it, for a comparison with names that arrived. */
export function toPhpName(name: string): string {
  return name.replace(/^ +/, '').replace(/[ .]/g, '_')
}

function createArray(): PhpArray {
  return { entries: new Map(), next: null }
}

// php_register_variable_ex: names are C strings, so a NUL ends them.
function register(root: PhpArray, rawName: string, value: string): void {
  const name = (rawName.split('\0', 1)[0] ?? '').replace(/^ +/, '')
  const open = name.indexOf('[')
  const variable = toPhpName(open < 0 ? name : name.slice(0, open))
  if (variable === '') return
  const { keys, tail } = open < 0 ? { keys: [], tail: '' } : readKeys(name, open)
  if (keys.length > nestingLevelMax) root.entries.delete(variable)
  else storeDeep(root, [`${variable}${keys.length === 0 ? tail : ''}`, ...keys], value)
}

function storeDeep(root: PhpArray, path: (string | null)[], value: string): void {
  let array: PhpArray | null = root
  for (const key of path.slice(0, -1)) {
    array = openArray(array, key)
    if (!array) return
  }
  store(array, path.at(-1) ?? null, value)
}

/** The keys in brackets, null for `[]`. `tail` is what a first bracket that never closes becomes: a part of the name. */
function readKeys(name: string, first: number): { keys: (string | null)[]; tail: string } {
  const keys: (string | null)[] = []
  let open = first
  while (name[open] === '[') {
    const start = /\s/.test(name[open + 1] ?? '') ? open + 2 : open + 1
    if (name[start] === ']') {
      keys.push(null)
      open = start + 1
      continue
    }
    const close = name.indexOf(']', start)
    if (close < 0) break
    keys.push(name.slice(open + 1, close))
    open = close + 1
  }
  return { keys, tail: `_${name.slice(first + 1).replace(/[ .[]/g, '_')}` }
}

function openArray(array: PhpArray, key: string | null): PhpArray | null {
  const existing = key === null ? undefined : array.entries.get(key)
  if (typeof existing === 'object') return existing
  const created = createArray()
  return store(array, key, created) ? created : null
}

function store(array: PhpArray, key: string | null, value: PhpValue): boolean {
  const appended = array.next ?? 0n
  if (key === null && appended > integerMax) return false
  const name = key ?? String(appended)
  array.entries.set(name, value)
  // A key that PHP would write as this very integer is one, and the next `[]` comes after the greatest.
  if (/^(?:0|-?[1-9][0-9]{0,18})$/.test(name)) {
    const integer = BigInt(name)
    const isInteger = integer >= integerMin && integer <= integerMax
    if (isInteger && (array.next === null || integer >= array.next)) array.next = integer + 1n
  }
  return true
}

const integerMax = 2n ** 63n - 1n
const integerMin = -(2n ** 63n)

function decodeUrl(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    const bytes = Buffer.from(spaced, 'utf8')
      .toString('latin1')
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    return bytes.replace(utf8Sequence, decodeSequence)
  }
}

// One character of UTF-8 beyond ASCII as latin1 text, else one byte that belongs to none.
const utf8Sequence =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g

const surrogateBase = 0xdc00

function decodeSequence(sequence: string): string {
  return sequence.length === 1
    ? String.fromCharCode(surrogateBase + sequence.charCodeAt(0))
    : Buffer.from(sequence, 'latin1').toString('utf8')
}

function appendPairs(pairs: string[], name: string, value: PhpValue): void {
  if (typeof value === 'string') {
    pairs.push(`${name}=${encodeUrl(value)}`)
    return
  }
  for (const [key, member] of value.entries) appendPairs(pairs, `${name}%5B${encodeUrl(key)}%5D`, member)
}

function encodeUrl(text: string): string {
  if (/^[A-Za-z0-9_.-]*$/.test(text)) return text
  if (text.isWellFormed()) return encodeWellFormed(text)
  return text
    .split(/(\p{Cs})/u)
    .map(encodePart)
    .join('')
}

function encodePart(part: string): string {
  return part.isWellFormed() ? encodeWellFormed(part) : encodeByte(part.charCodeAt(0) - surrogateBase)
}

function encodeWellFormed(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!~*'()]/g, (character) => encodeByte(character.charCodeAt(0)))
}

function encodeByte(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
