import { placeForms } from '@/lib/domain/signature-doctor/axes/place-forms'
import { encodingForms, keepVisible } from '@/lib/domain/signature-doctor/axes/query-forms'
import { charsetForms, hashedForms } from '@/lib/domain/signature-doctor/axes/text-forms'
import { judgeExpiry } from '@/lib/domain/signature-doctor/judge-time'
import {
  queryOf,
  readRawParameters,
  replaceParameter,
  urlOf,
  withoutParameters,
} from '@/lib/domain/signature-doctor/raw-query'
import { searchSignature } from '@/lib/domain/signature-doctor/search-signature'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { lackingSpecimen, type Pasted, type Specimen } from '@/lib/domain/signature-doctor/specimen'
import { asItIs, type Form, type Route } from '@/lib/domain/signature-doctor/variant'
import { computeHmac } from '@/lib/protocols/hmac'
import { buildPhpQuery, type PhpArray, parsePhpQuery } from '@/lib/protocols/php-query'

/** A SocialSignIn call: hex over the query as PHP writes it, without sig. */
export function openSocialSignin(pasted: Pasted): Specimen {
  const url = urlOf(pasted)
  const query = queryOf(url)
  const parsed = parsePhpQuery(query)
  const { entries } = parsed
  const [sig, expires] = [textOf(entries.get('sig')), textOf(entries.get('expires'))]
  const signature = pasted.ownSignature ?? sig
  const own = pasted.ownSignature === undefined ? url : replaceParameter(url, 'sig', pasted.ownSignature)
  const parts = { url: own, headers: pasted.headers, body: pasted.body }
  if (!signature || expires === undefined)
    return lackingSpecimen(
      parts,
      'The request needs expires and sig.',
      entries.has('sig') || entries.has('expires'),
    )
  const base = pairsOf(parsed, ['sig']).map(writePair).join('&')
  return {
    parts,
    beside: judgeExpiry(expires, pasted.now),
    advice: [],
    read: [
      { name: 'what is signed', value: base },
      { name: 'expires', value: expires },
      { name: 'sig', value: signature },
    ],
    stringToSign: base,
    search: async (secrets, budget) => {
      const texts = routesOf(url, query, parsed, base)
      if (budget.isDue()) await budget.pause()
      const found = await searchSignature({
        signatures: [signature],
        secrets,
        texts,
        encoding: 'hex',
        budget,
      })
      return found && { ...found, mistakes: keepVisible(found.mistakes, base) }
    },
    repair: (secret) => ({ ...parts, url: `?${base}&sig=${computeHmac(secret, base, 'hex')}` }),
  }
}

type Pair = readonly [name: string, value: string]

function textOf(value: PhpArray | string | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function routesOf(url: string, query: string, parsed: PhpArray, base: string): Route<never>[] {
  const places = placeForms(url)
  const start = (value: unknown, ...mistakes: MistakeId[]) => ({ value: value as never, mistakes })
  const written = withoutParameters(query, 'sig')
  return [
    {
      start: start(query),
      axes: [
        selectionForms(url, query, parsed),
        orderForms,
        writingForms,
        encodingForms,
        charsetForms,
        places,
      ],
    },
    { start: start(written, 'query-as-written'), axes: [places] },
    {
      start: start(withoutParameters(query, 'sig', 'expires'), 'query-as-written', 'expires-left-out'),
      axes: [],
    },
    { start: start(query, 'signature-left-in'), axes: [places] },
    { start: start(base), axes: [encodingForms, hashedForms] },
  ]
}

const frameworkNames = ['_path', '_route', '_url', 'route', 'path', 'url', 'rest_route', '_']
const addedAfterwards = /^(?:utm_|message_|fbclid$|gclid$|msclkid$|mc_|_ga$|_gl$)/
const singlesMax = 24

/** Which parameters are signed, and by which names. */
function selectionForms(url: string, query: string, parsed: PhpArray): readonly Form<string, Pair[]>[] {
  const names = [...parsed.entries.keys()].filter((name) => !['sig', 'expires'].includes(name))
  const path = (url.split(/[?#]/, 1)[0] ?? '').replace(/^[a-z]+:\/\/[^/]*/i, '')
  const added = names.filter((name) => addedAfterwards.test(name))
  const php = (...without: string[]) => pairsOf(parsed, ['sig', ...without])
  const kept = keptNames(query)
  return [
    { mistakes: [], value: () => php() },
    ...(kept.mistakes.length > 0 ? [{ mistakes: kept.mistakes, cost: 1, value: () => kept.pairs }] : []),
    { mistakes: ['signature-left-in'], value: () => pairsOf(parsed, []) },
    { mistakes: ['expires-left-out'], value: () => php('expires') },
    ...(added.length > 1 ? [{ mistakes: ['parameter-added'] as const, value: () => php(...added) }] : []),
    ...names
      .slice(0, singlesMax)
      .map((name) => ({ mistakes: ['parameter-added'] as const, value: () => php(name) })),
    ...frameworkNames.flatMap((name) =>
      [path, path.slice(1)].flatMap((value) => [
        { mistakes: ['framework-parameter'] as const, value: () => [[name, value] as const, ...php()] },
        { mistakes: ['framework-parameter'] as const, value: () => [...php(), [name, value] as const] },
      ]),
    ),
  ]
}

/** The parameters as another language keeps them: each name as it was written, every double, brackets without numbers. */
function keptNames(query: string): { pairs: Pair[]; mistakes: MistakeId[] } {
  const pairs = readRawParameters(query)
    .filter(({ name }) => name !== 'sig')
    .map(({ name, value }) => [name, value] as const)
  const names = pairs.map(([name]) => name)
  const mistakes: MistakeId[] = [
    ...(names.some((name) => /[ .]/.test(name)) ? ['names-kept' as const] : []),
    ...(names.some((name) => name.includes('[]')) ? ['brackets-not-numbered' as const] : []),
    ...(hasDouble(names) ? ['doubles-kept' as const] : []),
  ]
  return { pairs, mistakes }
}

function hasDouble(names: string[]): boolean {
  const single = names.filter((name) => !name.endsWith('[]'))
  return new Set(single).size < single.length
}

const orderForms: readonly Form<Pair[], Pair[]>[] = [
  asItIs,
  { mistakes: ['parameters-sorted'], value: (pairs) => sortPairs(pairs, (name) => name) },
  { mistakes: ['parameters-sorted'], value: (pairs) => sortPairs(pairs, (name) => name.toLowerCase()) },
  { mistakes: ['parameters-sorted'], value: (pairs) => [...pairs].reverse() },
  { mistakes: ['parameters-sorted'], value: (pairs) => moveLast(pairs, 'expires') },
  { mistakes: ['parameters-sorted'], value: (pairs) => moveLast(pairs, 'expires').reverse() },
]

function sortPairs(pairs: Pair[], keyOf: (name: string) => string): Pair[] {
  const keyed = pairs.map((pair) => ({ pair, key: keyOf(pair[0]) }))
  return keyed
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ pair }) => pair)
}

function moveLast(pairs: Pair[], name: string): Pair[] {
  return [...pairs.filter(([given]) => given !== name), ...pairs.filter(([given]) => given === name)]
}

const writingForms: readonly Form<Pair[], string>[] = [
  { mistakes: [], value: (pairs) => pairs.map(writePair).join('&') },
  { mistakes: ['signed-json'], value: (pairs) => JSON.stringify(Object.fromEntries(pairs)) },
  { mistakes: ['parameters-decoded'], value: (pairs) => pairs.map(([, value]) => value).join('') },
]

function writePair([name, value]: Pair): string {
  return buildPhpQuery({ entries: new Map([[name, value]]), next: null })
}

/** The entries by their full names, such as a[0]. */
function pairsOf(array: PhpArray, without: readonly string[]): Pair[] {
  const pairs: Pair[] = []
  const add = (name: string, value: PhpArray | string): void => {
    if (typeof value === 'string') pairs.push([name, value])
    else for (const [key, member] of value.entries) add(`${name}[${key}]`, member)
  }
  for (const [name, value] of array.entries) if (!without.includes(name)) add(name, value)
  return pairs
}
