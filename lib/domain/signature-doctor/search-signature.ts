import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { WorkBudget } from '@/lib/domain/signature-doctor/work-budget'
import type { MistakeId } from '@/lib/domain/signature-doctor.schema'

/** One way to do a step, and the mistakes that it is. The right way has none. */
export type Variant<Value> = { mistakes: readonly MistakeId[]; value: Value }

/** A secret by the name under which its reader knows it. */
export type DoctorSecret = { label: string; secret: string; mistakes: readonly MistakeId[] }

export type Found = { mistakes: MistakeId[]; secret: DoctorSecret }

type Encoding = 'hex' | 'base64'

/** The keys that people make of a secret. */
export function keysOf(secret: string): Variant<Buffer>[] {
  const text = (value: string, ...mistakes: MistakeId[]) => ({ mistakes, value: Buffer.from(value, 'utf8') })
  const isHex = /^(?:[0-9a-f]{2})+$/i.test(secret)
  const isBase64 = /^[A-Za-z0-9+/_-]{16,}=*$/.test(secret)
  return [
    text(secret),
    text(`${secret}\n`, 'key-line-break'),
    text(`${secret}\r\n`, 'key-line-break'),
    ...[` ${secret}`, `${secret} `, `"${secret}"`, `'${secret}'`].map((value) =>
      text(value, 'key-white-space'),
    ),
    ...(isHex ? [{ mistakes: ['key-hex-decoded' as const], value: Buffer.from(secret, 'hex') }] : []),
    ...(isBase64
      ? [{ mistakes: ['key-base64-decoded' as const], value: Buffer.from(secret, 'base64') }]
      : []),
    { mistakes: ['key-hashed'], value: sha256(secret) },
    { mistakes: ['key-hashed'], value: Buffer.from(sha256(secret).toString('hex')) },
  ]
}

/** How a digest is written, the protocol's own way first. */
function writings(right: Encoding): Variant<(digest: Buffer) => string>[] {
  const hex = (digest: Buffer) => digest.toString('hex')
  const base64 = (digest: Buffer) => digest.toString('base64')
  const others: Variant<(digest: Buffer) => string>[] =
    right === 'hex'
      ? [
          { mistakes: ['signature-upper-case'], value: (digest) => hex(digest).toUpperCase() },
          { mistakes: ['signature-base64'], value: base64 },
          { mistakes: ['signature-prefixed'], value: (digest) => `sha256=${hex(digest)}` },
        ]
      : [{ mistakes: ['signature-hex'], value: hex }]
  return [
    { mistakes: [], value: right === 'hex' ? hex : base64 },
    ...others,
    { mistakes: ['signature-base64url'], value: (digest) => digest.toString('base64url') },
    {
      mistakes: ['signature-base64url'],
      value: (digest) => base64(digest).replaceAll('+', '-').replaceAll('/', '_'),
    },
  ]
}

const algorithms: Variant<string>[] = [
  { mistakes: [], value: 'sha256' },
  ...['sha1', 'sha512', 'md5', 'sha384'].map((value) => ({ mistakes: ['digest-algorithm' as const], value })),
]

/** Shorter than this, a beginning of a signature proves nothing. */
const truncatedMin = 16

/**
 * How a signature came about: the combination of secret, key, content, digest and writing with the fewest mistakes that gives it.
 * Undefined if none does.
 */
export async function searchSignature(input: {
  signature: string
  secrets: readonly DoctorSecret[]
  contents: readonly Variant<string | Buffer>[]
  encoding: Encoding
  budget: WorkBudget
}): Promise<Found | undefined> {
  const given = input.signature.trim()
  let best: Found | undefined
  for (const secret of input.secrets)
    for (const key of keysOf(secret.secret))
      for (const content of input.contents)
        for (const algorithm of algorithms) {
          const mistakes = [...secret.mistakes, ...key.mistakes, ...content.mistakes, ...algorithm.mistakes]
          if (best && mistakes.length > best.mistakes.length) continue
          if (input.budget.isDue() && !(await input.budget.pause())) return best
          const digest = createHmac(algorithm.value, key.value).update(content.value).digest()
          for (const writing of writings(input.encoding)) {
            const found = compare(given, writing.value(digest))
            const all = [...mistakes, ...writing.mistakes, ...(found === 'beginning' ? truncated : [])]
            if (found && (!best || costOf(all) < costOf(best.mistakes))) best = { mistakes: all, secret }
          }
        }
  return best
}

/** A signature that is cut off explains less than one that is written otherwise: base64url is base64 without its end, too. */
function costOf(mistakes: readonly MistakeId[]): number {
  return mistakes.length + (mistakes.includes('signature-truncated') ? 0.5 : 0)
}

const truncated: MistakeId[] = ['signature-truncated']

function compare(given: string, expected: string): 'whole' | 'beginning' | undefined {
  if (isSame(given, expected)) return 'whole'
  const isBeginning = given.length >= truncatedMin && given.length < expected.length
  return isBeginning && isSame(given, expected.slice(0, given.length)) ? 'beginning' : undefined
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
