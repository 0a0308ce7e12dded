import { createHash, createHmac } from 'node:crypto'
import type { Text, Variant } from '@/lib/domain/signature-doctor/variant'

export type Digest = (key: Buffer, text: Text) => Buffer

const hmac =
  (algorithm: string): Digest =>
  (key, text) =>
    createHmac(algorithm, key).update(text).digest()
const hash =
  (algorithm: string, parts: (key: Buffer, text: Text) => Text[]): Digest =>
  (key, text) => {
    const all = createHash(algorithm)
    for (const part of parts(key, text)) all.update(part)
    return all.digest()
  }

const otherAlgorithms = ['sha1', 'sha512', 'md5', 'sha384', 'sha224', 'sha512-256', 'sha3-256']
const plainHashes: readonly ((key: Buffer, text: Text) => Text[])[] = [
  (key, text) => [key, text],
  (key, text) => [text, key],
  (key, text) => [key, '.', text],
  (key, text) => [text, '.', key],
  (key, text) => [key, ':', text],
  (key, text) => [text, ':', key],
  (key, text) => [key, text, key],
]

/** How key and text become a digest. */
export const digestForms: readonly Variant<Digest>[] = [
  { mistakes: [], value: hmac('sha256') },
  ...otherAlgorithms.map((name) => ({ mistakes: ['digest-algorithm'] as const, value: hmac(name) })),
  ...plainHashes.map((parts) => ({
    mistakes: ['digest-without-hmac'] as const,
    value: hash('sha256', parts),
  })),
  {
    mistakes: ['key-and-text-swapped'],
    value: (key, text) => createHmac('sha256', text).update(key).digest(),
  },
  { mistakes: ['digest-without-key'], value: (_, text) => createHash('sha256').update(text).digest() },
  { mistakes: ['digest-without-key', 'digest-algorithm'], value: hash('sha1', (_, text) => [text]) },
  { mistakes: ['digest-without-key', 'digest-algorithm'], value: hash('md5', (_, text) => [text]) },
  ...['md5', 'sha1', 'sha512'].flatMap((name) =>
    plainHashes.map((parts) => ({
      mistakes: ['digest-without-hmac', 'digest-algorithm'] as const,
      value: hash(name, parts),
    })),
  ),
]
