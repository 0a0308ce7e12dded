import { createHash } from 'node:crypto'
import type { Form } from '@/lib/domain/signature-doctor/variant'

const sha256 = (key: Buffer | string) => createHash('sha256').update(key).digest()

/** How people make the 32 bytes of the JWE's key of a secret's bytes, SHA-256 first. */
export const jweKeyForms: readonly Form<Buffer, Buffer>[] = [
  { mistakes: [], value: sha256 },
  // 64 characters are not a key of 256 bits: some libraries cut them, some hash them again.
  {
    mistakes: ['key-digest-as-hex'],
    value: (key) => Buffer.from(sha256(key).toString('hex')).subarray(0, 32),
  },
  { mistakes: ['key-digest-as-hex'], value: (key) => sha256(sha256(key).toString('hex')) },
  {
    mistakes: ['key-digest-as-base64'],
    value: (key) => Buffer.from(sha256(key).toString('base64')).subarray(0, 32),
  },
  { mistakes: ['key-digest-as-base64'], value: (key) => sha256(sha256(key).toString('base64')) },
  { mistakes: ['key-not-hashed'], value: (key) => Buffer.concat([key, Buffer.alloc(32)]).subarray(0, 32) },
  { mistakes: ['key-hashed-otherwise'], value: (key) => hash('sha512', key).subarray(0, 32) },
  { mistakes: ['key-hashed-otherwise'], value: (key) => Buffer.from(hash('md5', key).toString('hex')) },
  { mistakes: ['key-hashed-otherwise'], value: (key) => hash('sha3-256', key) },
  { mistakes: ['key-hashed-otherwise'], value: (key) => sha256(sha256(key)) },
]

function hash(algorithm: string, key: Buffer): Buffer {
  return createHash(algorithm).update(key).digest()
}
