import { createHash, randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { encryptGcm } from '@/lib/protocols/jwe'

/** What `signSalesloft` never makes: another key management, another content encryption, compressed content. */
export type TokenVariant = 'dir' | 'a128gcm' | 'deflated'

/** A compact JWE (RFC 7516) that a lenient library opens with the right secret, by an algorithm the published guide does not name. */
export function encryptToken(plaintext: string, secret: string, variant: TokenVariant): string {
  const key = createHash('sha256').update(secret, 'utf8').digest()
  const contentKey = variant === 'dir' ? key : randomBytes(variant === 'a128gcm' ? 16 : 32)
  const { header, encryptedKey } = variant === 'dir' ? directKey : wrapKey(contentKey, key)
  const protectedHeader = encode(
    JSON.stringify({
      ...header,
      enc: variant === 'a128gcm' ? 'A128GCM' : 'A256GCM',
      ...(variant === 'deflated' ? { zip: 'DEF' } : {}),
    }),
  )
  const content = variant === 'deflated' ? deflateRawSync(plaintext) : Buffer.from(plaintext, 'utf8')
  const { iv, bytes, tag } = encryptGcm(content, contentKey, Buffer.from(protectedHeader, 'latin1'))
  return [protectedHeader, encode(encryptedKey), encode(iv), encode(bytes), encode(tag)].join('.')
}

const directKey = { header: { alg: 'dir' }, encryptedKey: Buffer.alloc(0) }

/** AES-GCM key wrapping: the iv and the tag stand in the header (RFC 7518, 4.7). */
function wrapKey(contentKey: Buffer, key: Buffer) {
  const { iv, bytes, tag } = encryptGcm(contentKey, key)
  return { header: { alg: 'A256GCMKW', iv: encode(iv), tag: encode(tag) }, encryptedKey: bytes }
}

function encode(content: string | Buffer): string {
  return Buffer.from(content).toString('base64url')
}
