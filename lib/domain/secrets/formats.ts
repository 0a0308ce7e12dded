import { createHash, randomBytes, randomInt } from 'node:crypto'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** What the marketplace's field takes: 214 bits of base62. */
const marketplaceLength = 36

/** A strong secret in the format of a protocol: 64 hex digits, but for the marketplace. */
export function newSecretText(protocol: string): string {
  if (protocol !== 'marketplace') return randomBytes(32).toString('hex')
  return Array.from({ length: marketplaceLength }, () => base62[randomInt(base62.length)]).join('')
}

/** Eight hex digits that tell versions apart and give nothing of the secret away. */
export function fingerprintOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex').slice(0, 8)
}
