import { createHash, randomBytes, randomInt } from 'node:crypto'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

export type IdPrefix =
  | 'prt'
  | 'wgt'
  | 'ver'
  | 'sec'
  | 'lch'
  | 'inv'
  | 'rst'
  | 'con'
  | 'req'
  | 'key'
  | 'ins'
  | 'cli'
  | 'gra'
  | 'reg'
  | 'pbk'
  | 'rpl'
  | 'crt'
  | 'sht'
  | 'sbx'
  | 'ses'
  | 'tst'
  | 'imp'
  | 'whk'
  | 'evt'
  | 'emb'
  | 'ems'

/** A random id such as `wgt_5tN2xR8kQ…`: 20 characters of base58, 117 bits. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${Array.from({ length: 20 }, () => alphabet[randomInt(alphabet.length)]).join('')}`
}

/** A location's id, as the marketplace writes them: 24 lower-case hex digits. */
export function newLocationId(): string {
  return randomBytes(12).toString('hex')
}

/** A single-use token for a link: 32 random bytes, base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** The stored hash of a token: reading the database reveals no token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** PostgreSQL throws on a malformed UUID; a malformed id is simply no id of ours. */
export function isUuid(value: string): boolean {
  return uuidPattern.test(value)
}
