import { createDecipheriv, createHash } from 'node:crypto'
import type { Form, Variant } from '@/lib/domain/signature-doctor/variant'

/** The bytes of `data` in the parts that a derivation needs: the part before the ciphertext, and the ciphertext. */
export type Layout = (bytes: Buffer) => { salt: Buffer; iv: Buffer; content: Buffer } | undefined

export type Cipher = {
  name: string
  derive: (password: Buffer, salt: Buffer, iv: Buffer) => { key: Buffer; iv: Buffer }
}

const salted = (bytes: Buffer) => bytes.subarray(0, 8).toString('latin1') === 'Salted__'
const nothing = Buffer.alloc(0)

/** Where salt, IV and ciphertext stand. */
export const layouts: readonly Variant<Layout>[] = [
  {
    mistakes: [],
    value: (bytes) =>
      salted(bytes)
        ? { salt: bytes.subarray(8, 16), iv: bytes.subarray(8, 16), content: bytes.subarray(16) }
        : undefined,
  },
  {
    mistakes: ['salt-missing'],
    value: (bytes) =>
      salted(bytes) ? undefined : { salt: bytes.subarray(0, 8), iv: nothing, content: bytes.subarray(8) },
  },
  {
    mistakes: ['salt-missing'],
    value: (bytes) => (salted(bytes) ? undefined : { salt: nothing, iv: nothing, content: bytes }),
  },
  {
    mistakes: ['salt-missing'],
    value: (bytes) =>
      salted(bytes) ? undefined : { salt: nothing, iv: bytes.subarray(0, 16), content: bytes.subarray(16) },
  },
]

/** How key and IV come from the password, and the cipher. */
export const ciphers: readonly Variant<Cipher>[] = [
  { mistakes: [], value: { name: 'aes-256-cbc', derive: evp('md5', 32) } },
  { mistakes: ['key-derived-by-sha256'], value: { name: 'aes-256-cbc', derive: evp('sha256', 32) } },
  { mistakes: ['key-derived-otherwise'], value: { name: 'aes-256-cbc', derive: evp('sha1', 32) } },
  { mistakes: ['cipher-aes-128'], value: { name: 'aes-128-cbc', derive: evp('md5', 16) } },
  { mistakes: ['cipher-aes-128'], value: { name: 'aes-192-cbc', derive: evp('md5', 24) } },
  {
    mistakes: ['cipher-aes-128', 'key-derived-by-sha256'],
    value: { name: 'aes-128-cbc', derive: evp('sha256', 16) },
  },
  ...[
    (key: Buffer) => pad(key, 32),
    (key: Buffer) => createHash('sha256').update(key).digest(),
    (key: Buffer) => Buffer.from(createHash('md5').update(key).digest('hex')),
  ].flatMap((keyOf) =>
    [
      (iv: Buffer) => pad(iv, 16),
      () => Buffer.alloc(16),
      (_: Buffer, key: Buffer) => pad(key, 16),
      (_: Buffer, key: Buffer) => createHash('md5').update(key).digest(),
    ].map(
      (ivOf): Variant<Cipher> => ({
        mistakes: ['key-not-derived'],
        value: {
          name: 'aes-256-cbc',
          derive: (password, _, iv) => ({ key: keyOf(password), iv: ivOf(iv, password) }),
        },
      }),
    ),
  ),
  {
    mistakes: ['key-not-derived', 'cipher-aes-128'],
    value: {
      name: 'aes-128-cbc',
      derive: (password, _, iv) => ({ key: pad(password, 16), iv: pad(iv, 16) }),
    },
  },
]

/** Slow derivations: rounds and digest of PBKDF2, as openssl, .NET, CryptoJS and Java have it. */
export const slowDerivations: readonly { rounds: number; digest: string }[] = [
  { rounds: 10_000, digest: 'sha256' },
  { rounds: 1, digest: 'sha1' },
  { rounds: 1000, digest: 'sha1' },
  { rounds: 1000, digest: 'sha256' },
  { rounds: 65_536, digest: 'sha256' },
  { rounds: 100_000, digest: 'sha256' },
]

/** The bytes of `data` by its coding. */
export const dataForms: readonly Form<string, Buffer>[] = [
  { mistakes: [], value: (data) => Buffer.from(data, 'base64') },
  {
    mistakes: ['data-in-hex'],
    value: (data) => (/^(?:[0-9a-f]{2})+$/i.test(data) ? Buffer.from(data, 'hex') : undefined),
  },
]

/** The plaintext, if the padding is right, read as JSON or a query would be; undefined otherwise. */
export function openCbc(
  content: Buffer,
  cipher: Cipher,
  password: Buffer,
  salt: Buffer,
  iv: Buffer,
): string | undefined {
  if (content.length === 0 || content.length % 16 !== 0) return undefined
  const derived = cipher.derive(password, salt, iv)
  return openBlocks(content, cipher.name, derived.key, derived.iv)
}

/** The last block tells a wrong key by its padding, before all of a long text is opened. */
export function openBlocks(content: Buffer, name: string, key: Buffer, iv: Buffer): string | undefined {
  try {
    if (content.length > 64) decrypt(content.subarray(-16), name, key, content.subarray(-32, -16))
    const text = decrypt(content, name, key, iv)
    return /^\uFEFF?\s*[{[]|(?:^|&)(?:location_id|user_id)=/.test(text) && !text.includes('\uFFFD')
      ? text
      : undefined
  } catch {
    return undefined
  }
}

function decrypt(content: Buffer, name: string, key: Buffer, iv: Buffer): string {
  const decipher = createDecipheriv(name, key, iv)
  return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8')
}

/** OpenSSL's EVP_BytesToKey with one round. */
function evp(algorithm: string, keyBytes: number): Cipher['derive'] {
  return (password, salt) => {
    let derived = Buffer.alloc(0)
    let block = Buffer.alloc(0)
    while (derived.length < keyBytes + 16) {
      block = createHash(algorithm).update(block).update(password).update(salt).digest()
      derived = Buffer.concat([derived, block])
    }
    return { key: derived.subarray(0, keyBytes), iv: derived.subarray(keyBytes, keyBytes + 16) }
  }
}

function pad(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(length)]).subarray(0, length)
}
