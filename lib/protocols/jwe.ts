import { createCipheriv, randomBytes } from 'node:crypto'

/**
 * A compact JWE (RFC 7516) with A256GCMKW and A256GCM under a key of 32 bytes, spelled as jose spells it. By the library it would go
 * through Web Crypto, whose four turns through the thread pool take ten times as long as the cryptography; what is read is read by it.
 */
export function encryptCompact(plaintext: Uint8Array, key: Uint8Array): string {
  const contentKey = randomBytes(32)
  const wrapped = encryptGcm(contentKey, key)
  const { iv, tag } = wrapped
  const header = toBase64url(
    Buffer.from(
      JSON.stringify({ alg: 'A256GCMKW', enc: 'A256GCM', iv: toBase64url(iv), tag: toBase64url(tag) }),
    ),
  )
  const content = encryptGcm(plaintext, contentKey, Buffer.from(header, 'ascii'))
  return [header, ...[wrapped.bytes, content.iv, content.bytes, content.tag].map(toBase64url)].join('.')
}

/** AES-GCM with an iv of 12 bytes and a tag of 16, under a key of 16 or 32 bytes. */
export function encryptGcm(bytes: Uint8Array, key: Uint8Array, associated: Uint8Array = Buffer.alloc(0)) {
  const iv = randomBytes(12)
  const cipher = createCipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, iv).setAAD(associated)
  return { iv, bytes: Buffer.concat([cipher.update(bytes), cipher.final()]), tag: cipher.getAuthTag() }
}

function toBase64url(bytes: Buffer): string {
  return bytes.toString('base64url')
}
