import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '@/lib/errors'

/** HMAC-SHA256 with the secret's UTF-8 bytes as key, or with a key's own bytes. */
export function computeHmac(
  secret: string | Uint8Array,
  text: string | readonly Uint8Array[],
  encoding: 'hex' | 'base64',
): string {
  const hmac = createHmac('sha256', secret)
  if (typeof text === 'string') hmac.update(text, 'utf8')
  else for (const part of text) hmac.update(part)
  return hmac.digest(encoding)
}

/** @throws AppError malformed_signature unless it is the lower-case hex of 32 bytes */
export function requireHexSignature(signature: string): void {
  if (!/^[0-9a-f]{64}$/.test(signature))
    throw new AppError('malformed_signature', 'The signature must be 64 lower-case hex characters.')
}

/**
 * The index of the secret that made one of the given signatures, compared in constant time.
 * @throws AppError signature_mismatch
 */
export function findSecret(
  given: readonly string[],
  secrets: readonly string[],
  sign: (secret: string) => string,
): number {
  const signatures = given.map((signature) => Buffer.from(signature, 'utf8'))
  let found = -1
  for (const [index, secret] of secrets.entries()) {
    // A server without a secret must not accept what anyone can sign.
    if (!secret) continue
    const expected = Buffer.from(sign(secret), 'latin1')
    for (const signature of signatures) {
      const isEqual = signature.length === expected.length && timingSafeEqual(signature, expected)
      if (isEqual && found < 0) found = index
    }
  }
  if (found < 0)
    throw new AppError(
      'signature_mismatch',
      'The signature was made over other content or with another secret.',
    )
  return found
}
