import { createHash, randomBytes, randomInt } from 'node:crypto'
import { findFacts } from '@/lib/domain/protocols/facts.schema'

const alphabets = {
  hex: '0123456789abcdef',
  base62: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
}

/** A strong secret in the format of a protocol, or in the usual one of what the portal does not know. */
export function newSecretText(protocol: string): string {
  const { alphabet, length } =
    findFacts(protocol)?.secret.format ?? ({ alphabet: 'hex', length: 64 } as const)
  const characters = alphabets[alphabet]
  return Array.from({ length }, () => characters[randomInt(characters.length)]).join('')
}

/** Eight hex digits that tell versions apart without revealing the secret. */
export function fingerprintOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex').slice(0, 8)
}

/** A webhook's secret as Standard Webhooks writes them: the key's 32 bytes in base64. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
