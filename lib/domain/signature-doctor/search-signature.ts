import { type Digest, digestForms } from '@/lib/domain/signature-doctor/axes/digest-forms'
import {
  emptyKeys,
  keyByteForms,
  keySeparators,
  keyTextForms,
} from '@/lib/domain/signature-doctor/axes/key-forms'
import { type Encoding, wrappings, writings } from '@/lib/domain/signature-doctor/axes/signature-forms'
import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'
import { createTextList, type TextList } from '@/lib/domain/signature-doctor/list-texts'
import { planSearch } from '@/lib/domain/signature-doctor/plan-search'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { costOf, follow, type Route, type Text, type Variant } from '@/lib/domain/signature-doctor/variant'
import type { WorkBudget } from '@/lib/domain/signature-doctor/work-budget'

export type Found = { mistakes: MistakeId[]; cost: number; secret: DoctorSecret }

/** A signature as some writing of a digest, which begins with these bytes. */
type Reading = Variant<{ text: string; bytes: Buffer; write: (digest: Buffer) => string }> & { cost: number }

type Search = {
  readings: Map<number, Reading[]>
  texts: TextList
  budget: WorkBudget
  best: Found | undefined
}

/**
 * How a signature came about: the combination of secret, key, text, digest and writing with the fewest mistakes that gives it, to the
 * byte. What costs less is tried first, over all secrets. Undefined if none does, or none within the budget.
 */
export async function searchSignature(input: {
  /** One, or each of a list of which one is enough. */
  signatures: readonly string[]
  secrets: readonly DoctorSecret[]
  texts: readonly Route<never>[]
  encoding: Encoding
  budget: WorkBudget
}): Promise<Found | undefined> {
  const search: Search = {
    readings: readSignatures(input.signatures, input.encoding),
    texts: createTextList(input.texts, input.budget),
    budget: input.budget,
    best: undefined,
  }
  if (search.readings.size === 0) return undefined
  const secrets = input.secrets.filter(({ sha256 }) => !sha256)
  for (const [index, step] of planSearch(secrets).entries()) {
    // Whatever is still to come has at least as many mistakes.
    if (search.best && search.best.cost <= step.depth) return search.best
    if (index === 2 && !(await tryTexts(search, specialKeys(secrets), 0, 0))) return search.best
    if (!(await tryDepth(search, step.secrets, step.depth))) return search.best
  }
  return search.best
}

type Key = { secret: DoctorSecret; mistakes: readonly MistakeId[]; bytes: Buffer }

/** How mistakes divide between key, text and digest, those that people make together most often first. */
const divisions: readonly (readonly [key: number, text: number, digest: number])[][] = [
  [[0, 0, 0]],
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  [
    [1, 1, 0],
    [0, 1, 1],
    [1, 0, 1],
    [0, 0, 2],
    [2, 0, 0],
    [0, 2, 0],
  ],
]

async function tryDepth(search: Search, secrets: readonly DoctorSecret[], depth: number): Promise<boolean> {
  for (const secret of secrets)
    for (const [key, text, digest] of divisions[depth] ?? [])
      if (!(await tryTexts(search, [...makeKeys(secret, key)], text, digest))) return false
  return true
}

async function tryTexts(
  search: Search,
  keys: readonly Key[],
  textCost: number,
  digestCost: number,
): Promise<boolean> {
  const digests = digestForms.filter((form) => costOf(form) === digestCost)
  const texts = textCost === 0 || textCost === 1 ? await search.texts.list(textCost) : search.texts.walk()
  if (!texts) return false
  for (const text of texts) {
    if (search.budget.isDue() && !(await search.budget.pause())) return false
    if (!text) continue
    for (const key of keys)
      for (const digest of digests) {
        if (search.budget.isDue() && !(await search.budget.pause())) return false
        tryOne(search, key, text, digest)
        if (search.best && search.best.cost === digestCost + textCost + key.mistakes.length) return false
      }
  }
  return true
}

function tryOne(search: Search, key: Key, text: Variant<Text>, digest: Variant<Digest>): void {
  const made = digest.value(key.bytes, text.value)
  for (const reading of search.readings.get(made.readUInt32LE(0)) ?? []) {
    const written = reading.value.write(made)
    const isWhole = written === reading.value.text
    if (!isWhole && !isBeginning(reading.value.text, written)) continue
    const cost =
      key.mistakes.length + costOf(text) + costOf(digest) + reading.cost + (isWhole ? 0 : truncatedCost)
    if (search.best && search.best.cost <= cost) continue
    const mistakes = [...key.mistakes, ...text.mistakes, ...digest.mistakes, ...reading.mistakes]
    search.best = {
      mistakes: isWhole ? mistakes : [...mistakes, 'signature-truncated'],
      cost,
      secret: key.secret,
    }
  }
}

/** A signature that is cut off explains less than one that is written otherwise: base64url is base64 without its end, too. */
const truncatedCost = 1.5

/** Shorter than this, a beginning of a signature proves nothing. */
const truncatedMin = 16

function isBeginning(given: string, written: string): boolean {
  return given.length >= truncatedMin && given.length < written.length && written.startsWith(given)
}

function* makeKeys(secret: DoctorSecret, cost: number): Generator<Key> {
  const route = {
    start: { mistakes: [], value: secret.secret as never },
    axes: [keyTextForms, keyTextForms, keyByteForms],
  }
  // Two forms of one kind in a row are the same as one where either does nothing.
  const seen = new Set<string>()
  for (const made of follow<never, Buffer>(route, cost)) {
    if (!made) continue
    const { mistakes, value } = made
    const bytes = value.toString('latin1')
    if (seen.has(bytes)) continue
    seen.add(bytes)
    yield { secret, mistakes: [...secret.mistakes, ...mistakes], bytes: value }
  }
}

/** Keys that are no one secret: none at all, or two in one setting. */
function specialKeys(secrets: readonly DoctorSecret[]): Key[] {
  const none: DoctorSecret = { label: 'no secret', secret: '', mistakes: [] }
  const few = secrets.filter(({ isForeign }) => !isForeign).slice(0, 6)
  const joined = few.flatMap((one) =>
    few.flatMap((other) =>
      one === other
        ? []
        : keySeparators.map((separator) => ({
            secret: { ...one, label: 'two secrets joined' },
            mistakes: ['key-joined' as const],
            bytes: Buffer.from(`${one.secret}${separator}${other.secret}`),
          })),
    ),
  )
  return [
    ...emptyKeys.map((text) => ({
      secret: none,
      mistakes: ['key-empty' as const],
      bytes: Buffer.from(text),
    })),
    ...joined,
  ]
}

/** The signatures by the first bytes of a digest that each could be. */
function readSignatures(signatures: readonly string[], encoding: Encoding): Map<number, Reading[]> {
  const readings = new Map<number, Reading[]>()
  for (const signature of signatures)
    for (const wrapping of wrappings) {
      const text = wrapping.value(signature)
      if (text === undefined || (wrapping.mistakes.length > 0 && text === signature)) continue
      for (const writing of writings[encoding]) {
        const bytes = writing.value.read(text)
        if (bytes.length < truncatedMin / 2) continue
        const first = bytes.readUInt32LE(0)
        const mistakes = [...wrapping.mistakes, ...writing.mistakes]
        const reading = {
          mistakes,
          cost: mistakes.length,
          value: { text, bytes, write: writing.value.write },
        }
        readings.set(first, [...(readings.get(first) ?? []), reading])
      }
    }
  return readings
}
