import { lowerPercent } from '@/lib/domain/signature-doctor/axes/text-forms'
import { encodePercent } from '@/lib/domain/signature-doctor/raw-query'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { asItIs, type Form, whereItChanges } from '@/lib/domain/signature-doctor/variant'

/** What an encoder leaves or writes otherwise than PHP's http_build_query. */
const differences = {
  'space-as-percent-20': (query) => query.replaceAll('+', '%20'),
  'star-left-bare': (query) => query.replaceAll('%2A', '*'),
  'tilde-left-bare': (query) => query.replaceAll('%7E', '~'),
  'marks-left-bare': (query) => leaveBare(query, "!'()"),
  'reserved-left-bare': (query) => leaveBare(query, '/:@,;$?'),
  'brackets-left-bare': (query) => leaveBare(query, '[]'),
  'percent-lower-case': lowerPercent,
} as const satisfies Partial<Record<MistakeId, (query: string) => string>>

type Difference = keyof typeof differences

/** Encoders by what they do otherwise. */
const encoders: readonly (readonly Difference[])[] = [
  // JavaScript's URLSearchParams, Java's URLEncoder, Ruby's encode_www_form
  ['star-left-bare'],
  // PHP_QUERY_RFC3986, Python's quote with safe=''
  ['space-as-percent-20', 'tilde-left-bare'],
  // Python's urlencode, Go's Values.Encode, Ruby's CGI.escape
  ['tilde-left-bare'],
  // JavaScript's encodeURIComponent
  ['space-as-percent-20', 'star-left-bare', 'tilde-left-bare', 'marks-left-bare'],
  // Python's quote
  ['space-as-percent-20', 'tilde-left-bare', 'reserved-left-bare'],
  // .NET's HttpUtility and WebUtility
  ['percent-lower-case', 'star-left-bare', 'marks-left-bare'],
  ['star-left-bare', 'marks-left-bare'],
  // JavaScript's encodeURI and qs
  ['space-as-percent-20', 'star-left-bare', 'tilde-left-bare', 'marks-left-bare', 'reserved-left-bare'],
  ['space-as-percent-20', 'tilde-left-bare', 'brackets-left-bare'],
  ['space-as-percent-20', 'star-left-bare', 'tilde-left-bare', 'marks-left-bare', 'brackets-left-bare'],
]

const single = (Object.keys(differences) as Difference[]).map((difference) => [difference])

/** The ways in which a query of one text is encoded, PHP's first: one difference, then one encoder's together. */
export const encodingForms: readonly Form<string, string>[] = [
  asItIs,
  ...single.map(differ),
  ...encoders.map(differ),
  whereItChanges(['parameters-decoded'], decode),
  whereItChanges(['encoded-twice'], (query) =>
    query.replace(/[^&=]+/g, (part) => encodePercent(part).replaceAll('%20', '+')),
  ),
  whereItChanges(['ampersand-escaped'], (query) => query.replaceAll('&', '&amp;')),
  whereItChanges(['parameters-joined-otherwise'], (query) => query.replaceAll('&', '')),
  whereItChanges(['parameters-joined-otherwise'], (query) => query.replaceAll('&', ';')),
  whereItChanges(['parameters-joined-otherwise'], (query) => query.replaceAll('&', '\n')),
  whereItChanges(['parameters-joined-otherwise'], (query) => query.replaceAll('=', '').replaceAll('&', '')),
]

/** One encoder is one mistake to make, and each of its differences that shows is named. */
function differ(all: readonly Difference[]): Form<string, string> {
  return {
    mistakes: all,
    cost: 1,
    value: (query) => {
      const changed = all.reduce((text, difference) => differences[difference](text), query)
      return changed === query ? undefined : changed
    },
  }
}

/** Those of the named differences that show in this query. */
export function keepVisible(mistakes: readonly MistakeId[], query: string): MistakeId[] {
  return mistakes.filter((mistake) => {
    const difference = (differences as Partial<Record<MistakeId, (query: string) => string>>)[mistake]
    return !difference || difference(query) !== query
  })
}

function leaveBare(query: string, characters: string): string {
  return [...characters].reduce(
    (text, character) =>
      text.replaceAll(`%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`, character),
    query,
  )
}

function decode(query: string): string | undefined {
  try {
    return decodeURIComponent(query.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
