import { createDecipheriv, createHmac } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'

/** A JWE of any algorithm that partners were seen to use, in its parts. Nothing is opened yet. */
export type Jwe = {
  header: Record<string, unknown>
  aad: Buffer
  key: Buffer
  iv: Buffer
  content: Buffer
  tag: Buffer
}

const inflatedMax = 256 * 1024
const headerMax = 4096

/** A compact JWE in its parts, or undefined. */
export function readJwe(token: string): Jwe | undefined {
  const [head = '', key = '', iv = '', content = '', tag, ...more] = token.split('.', 6)
  if (tag === undefined || more.length > 0 || head.length > headerMax) return undefined
  const decode = (part: string) => Buffer.from(part, 'base64')
  try {
    const header: unknown = JSON.parse(decode(head).toString('utf8'))
    if (typeof header !== 'object' || header === null) return undefined
    return {
      header: header as Record<string, unknown>,
      aad: Buffer.from(head, 'ascii'),
      key: decode(key),
      iv: decode(iv),
      content: decode(content),
      tag: decode(tag),
    }
  } catch {
    return undefined
  }
}

/** The plaintext under a key of 32 bytes, of which a smaller algorithm takes the first ones; undefined under a wrong one. */
export function openJwe(jwe: Jwe, key: Buffer): Buffer | undefined {
  try {
    const contentKey = unwrapKey(jwe, key)
    const plaintext = contentKey && decryptContent(jwe, contentKey)
    if (!plaintext || jwe.header.zip === undefined) return plaintext
    return inflateRawSync(plaintext, { maxOutputLength: inflatedMax })
  } catch {
    return undefined
  }
}

function unwrapKey({ header, key }: Jwe, secret: Buffer): Buffer | undefined {
  const { alg } = header
  if (alg === 'dir') return secret
  if (alg === 'A256GCMKW' || alg === 'A192GCMKW' || alg === 'A128GCMKW') {
    const bits = Number(alg.slice(1, 4))
    const part = (name: string) => Buffer.from(String(header[name] ?? ''), 'base64')
    return decryptGcm(secret.subarray(0, bits / 8), part('iv'), key, part('tag'))
  }
  if (alg === 'A256KW' || alg === 'A192KW' || alg === 'A128KW') {
    const bits = Number(alg.slice(1, 4))
    const decipher = createDecipheriv(
      `id-aes${bits}-wrap`,
      secret.subarray(0, bits / 8),
      Buffer.alloc(8, 0xa6),
    )
    return Buffer.concat([decipher.update(key), decipher.final()])
  }
  return undefined
}

function decryptContent({ header, aad, iv, content, tag }: Jwe, contentKey: Buffer): Buffer | undefined {
  const gcm = /^A(128|192|256)GCM$/.exec(String(header.enc))
  if (gcm) return decryptGcm(contentKey.subarray(0, Number(gcm[1]) / 8), iv, content, tag, aad)
  const cbc = /^A(128|192|256)CBC-HS(256|384|512)$/.exec(String(header.enc))
  if (!cbc) return undefined
  const half = Number(cbc[1]) / 8
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(aad.length * 8))
  const mac = createHmac(`sha${cbc[2]}`, contentKey.subarray(0, half))
    .update(aad)
    .update(iv)
    .update(content)
    .update(length)
    .digest()
  if (!mac.subarray(0, half).equals(tag)) return undefined
  const decipher = createDecipheriv(`aes-${cbc[1]}-cbc`, contentKey.subarray(half, 2 * half), iv)
  return Buffer.concat([decipher.update(content), decipher.final()])
}

function decryptGcm(key: Buffer, iv: Buffer, content: Buffer, tag: Buffer, aad?: Buffer): Buffer {
  const name = `aes-${key.length * 8}-gcm` as 'aes-256-gcm'
  const decipher = createDecipheriv(name, key, iv, { authTagLength: 16 }).setAuthTag(tag)
  if (aad) decipher.setAAD(aad)
  return Buffer.concat([decipher.update(content), decipher.final()])
}
