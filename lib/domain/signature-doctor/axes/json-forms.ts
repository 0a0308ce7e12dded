import { isShallowJson } from '@/lib/bounded-json'
import type { Form } from '@/lib/domain/signature-doctor/variant'

/** A JSON text in its tokens, as it came and with its names sorted. */
export type JsonText = { text: string; tokens: Token[]; sorted: () => Token[] }

type Token = { raw: string; text?: string }

type Style = {
  order: 'kept' | 'sorted'
  spacing: 'compact' | 'spaced' | '2' | '4' | '\t'
  escaping: keyof typeof escapers
  numbers: 'kept' | 'shortest'
}

/** The text as JSON, or undefined if it isn't JSON or is nested deeper than anyone writes. */
export function readJsonText(text: string): JsonText | undefined {
  if (!isShallowJson(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    let sorted: Token[] | undefined
    return {
      text,
      tokens: tokenise(text),
      sorted: () => {
        sorted ??= tokenise(JSON.stringify(sortNames(value)))
        return sorted
      },
    }
  } catch {
    return undefined
  }
}

const style = (
  spacing: Style['spacing'],
  escaping: Style['escaping'],
  order: Style['order'] = 'kept',
  numbers: Style['numbers'] = 'kept',
): Style => ({ order, spacing, escaping, numbers })

/** How programs write JSON again. */
const knownStyles: readonly Style[] = [
  // JavaScript
  style('compact', 'none', 'kept', 'shortest'),
  style('2', 'none', 'kept', 'shortest'),
  // Python: as it is, without ensure_ascii, with separators, with sort_keys
  style('spaced', 'ascii'),
  style('spaced', 'none'),
  style('compact', 'ascii'),
  style('spaced', 'ascii', 'sorted'),
  // PHP: as it is, with JSON_UNESCAPED_UNICODE, with JSON_PRETTY_PRINT
  style('compact', 'php'),
  style('compact', 'slashes'),
  style('4', 'php'),
  // Go, from a struct and from a map; Rails
  style('compact', 'html'),
  style('compact', 'html', 'sorted'),
  // .NET, Gson, and any program that sorts
  style('compact', 'dotnet'),
  style('compact', 'gson'),
  style('compact', 'none', 'sorted'),
]

const everyStyle: readonly Style[] = (['kept', 'sorted'] as const).flatMap((order) =>
  (['compact', 'spaced', '2', '4', '\t'] as const).flatMap((spacing) =>
    (['none', 'ascii', 'asciiUpper', 'slashes', 'php', 'html', 'gson', 'dotnet'] as const).flatMap(
      (escaping) =>
        (['kept', 'shortest'] as const).map((numbers) => style(spacing, escaping, order, numbers)),
    ),
  ),
)

/** A long text is written in the known styles only. */
const longText = 16_000

/** The text as it is, then as known programs write it again. */
export const jsonForms: readonly Form<JsonText, string>[] = [
  { mistakes: [], value: ({ text }) => text },
  ...knownStyles.map(
    (known): Form<JsonText, string> => ({
      mistakes: ['signed-reserialised'],
      value: (json) => writeJson(json, known),
    }),
  ),
]

/** The text in every other combination of order, spaces, escapes and numbers: tried without a second mistake beside it. */
export const rareJsonForms: readonly Form<JsonText, string>[] = everyStyle.map((any) => ({
  mistakes: ['signed-reserialised'],
  cost: 2,
  value: (json) => (json.text.length > longText ? undefined : writeJson(json, any)),
}))

function writeJson(json: JsonText, { order, spacing, escaping, numbers }: Style): string {
  const tokens = order === 'sorted' ? json.sorted() : json.tokens
  const quote = escapers[escaping]
  const isIndented = spacing !== 'compact' && spacing !== 'spaced'
  const unit = spacing === '\t' ? '\t' : ' '.repeat(Number(spacing) || 0)
  const parts: string[] = []
  let depth = 0
  for (const [index, { raw, text }] of tokens.entries()) {
    const isOpen = raw === '{' || raw === '['
    const isClose = raw === '}' || raw === ']'
    const isEmpty = isClose && /^[{[]$/.test(tokens[index - 1]?.raw ?? '')
    if (isClose) depth -= 1
    if (isIndented && isClose && !isEmpty) parts.push('\n', unit.repeat(depth))
    parts.push(text === undefined ? writeScalar(raw, numbers) : quote(text))
    if (isOpen) depth += 1
    const isFollowedByClose = isOpen && /^[}\]]$/.test(tokens[index + 1]?.raw ?? '')
    if (isIndented && ((isOpen && !isFollowedByClose) || raw === ',')) parts.push('\n', unit.repeat(depth))
    else if (spacing === 'spaced' && raw === ',') parts.push(' ')
    if (raw === ':' && spacing !== 'compact') parts.push(' ')
  }
  return parts.join('')
}

function writeScalar(raw: string, numbers: Style['numbers']): string {
  return numbers === 'shortest' && /^[-0-9]/.test(raw) ? JSON.stringify(Number(raw)) : raw
}

const hexOf = (unit: string, isUpper = false) => {
  const hex = unit.charCodeAt(0).toString(16).padStart(4, '0')
  return `\\u${isUpper ? hex.toUpperCase() : hex}`
}
const ascii = (text: string) => JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => hexOf(unit))
const asciiUpper = (text: string) =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => hexOf(unit, true))
const slashes = (text: string) => JSON.stringify(text).replaceAll('/', '\\/')

const escapers = {
  none: (text: string) => JSON.stringify(text),
  ascii,
  asciiUpper,
  slashes,
  php: (text: string) => ascii(text).replaceAll('/', '\\/'),
  html: (text: string) => JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (unit) => hexOf(unit)),
  gson: (text: string) => JSON.stringify(text).replace(/[<>&='\u2028\u2029]/g, (unit) => hexOf(unit)),
  dotnet: (text: string) =>
    `"${asciiUpper(text)
      .slice(1, -1)
      .replaceAll('\\"', '\\u0022')
      .replace(/[<>&'+`]/g, (unit) => hexOf(unit, true))}"`,
}

const token = /\s*(?:("[^"\\]*(?:\\.[^"\\]*)*")|([{}[\],:]|[^\s{}[\],:"]+))/gy

function tokenise(text: string): Token[] {
  return [...text.matchAll(token)].map(([, quoted, other = '']) =>
    quoted === undefined ? { raw: other } : { raw: '""', text: String(JSON.parse(quoted)) },
  )
}

function sortNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortNames)
  if (typeof value !== 'object' || value === null) return value
  // Names like 10 come first in an object of JavaScript, whatever the order: a rare miss.
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([name, member]) => [name, sortNames(member)]))
}
