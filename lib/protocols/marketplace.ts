import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { AppError } from '@/lib/errors'
import { decodeCanonical, escapeBase64 } from '@/lib/protocols/base64'
import { fiveMinutes, parseUnixSeconds, requireFresh, toUnixSeconds } from '@/lib/protocols/freshness'
import { computeHmac, findSecret, requireHexSignature } from '@/lib/protocols/hmac'
import {
  getRequest,
  type Protocol,
  type SignedRequest,
  type Verified,
  type VerifyKeys,
} from '@/lib/protocols/protocol'
import {
  appendQuery,
  type Parameters,
  parseParameters,
  readQuery,
  requireOne,
  takeUnsigned,
} from '@/lib/protocols/request-parts'
import { hasText, type JsonObject, parseJsonObject } from '@/lib/protocols/strict-json'
import { fillTemplate, hasPlaceholder } from '@/lib/protocols/url-template'

/** What a launch is about. The token is there if the user has one, the contact if one is open. */
export type MarketplaceValues = {
  location_id: string
  user_id: string
  'access-token'?: string
  contact_id?: string
  contact_api_id?: string
  user_oauth_url: string
}

export type MarketplaceLaunch =
  | {
      mode: 'encrypted'
      url: string
      values: MarketplaceValues
      secret: string
      /** 8 bytes; random unless a test vector is made again. */
      salt?: Uint8Array
    }
  | { mode: 'plain'; url: string; values: MarketplaceValues; secret: string; now: Date }

/** The decrypted object: secret to third parties, but with no MAC to prove it. Ids are to be looked up in the sender's own data only. */
export type MarketplaceEncryptedData = JsonObject & Pick<MarketplaceValues, 'location_id' | 'user_id'>

/** All that the HMAC covers. User, contact and token in such a URL are hints. */
export type MarketplacePlainData = { location_id: string; timestamp: string }

export type VerifiedMarketplace =
  | (Verified<MarketplaceEncryptedData> & { mode: 'encrypted' })
  | (Verified<MarketplacePlainData> & { mode: 'plain' })

export type MarketplaceInput = { url: string } & VerifyKeys & {
    /** The one mode that is registered: without it, the parameters decide. */
    mode?: 'encrypted' | 'plain'
  }

export const marketplace: Protocol<MarketplaceLaunch, VerifiedMarketplace> = {
  id: 'marketplace',
  hasLaunch: true,
  // Of the plain mode. The encrypted one carries no time.
  window: fiveMinutes,
  sign: signMarketplace,
  verify: verifyMarketplace,
}

const saltedPrefix = Buffer.from('Salted__', 'latin1')
const saltBytes = 8
const blockBytes = 16
const dataLengthMax = 64 * 1024
const plainNames = ['location_id', 'timestamp', 'hmac']

/**
 * A launch of the marketplace seed. Encrypted: the URL with `data`, what `openssl enc -aes-256-cbc -md md5` makes of the values' JSON.
 * Plain: the template with `location_id`, `timestamp`, `hmac` before its own parameters, whose placeholders are filled.
 * @throws AppError malformed_location, invalid_template (the encrypted mode takes no placeholders: they would travel in clear)
 */
export function signMarketplace(launch: MarketplaceLaunch): SignedRequest {
  const { url, values, secret } = launch
  requireLocation(values.location_id)
  if (launch.mode === 'encrypted') {
    if (hasPlaceholder(url))
      throw new AppError('invalid_template', 'An encrypted URL can’t have placeholders.')
    const data = encrypt(JSON.stringify(values), secret, launch.salt ?? randomBytes(saltBytes))
    return getRequest(appendQuery(url, `data=${escapeBase64(data)}`))
  }
  const timestamp = toUnixSeconds(launch.now)
  const signed = `location_id=${values.location_id}&timestamp=${timestamp}`
  const hmac = computeHmac(secret, stringToSign(values.location_id, timestamp), 'hex')
  const filled = fillTemplate(url, 'iframe', { ...hyphenate(values), timestamp })
  return getRequest(prependQuery(filled, `${signed}&hmac=${hmac}`))
}

/**
 * Verifies a launch in either mode; both at once are refused. Every failure of the encrypted mode has one code and takes one path,
 * since without a MAC a difference would be an oracle.
 * @throws AppError malformed_request, payload_too_large, missing_parameter, doubled_parameter, decryption_failed,
 *   malformed_location, malformed_timestamp, malformed_signature, signature_mismatch, expired, from_the_future
 */
export async function verifyMarketplace(input: MarketplaceInput): Promise<VerifiedMarketplace> {
  const parameters = parseParameters(readQuery(input.url))
  const names = new Set(parameters.map(([name]) => name))
  if (names.has('data') && names.has('hmac'))
    throw new AppError('malformed_request', 'The URL has parameters of both modes.')
  const mode = input.mode ?? (names.has('data') ? 'encrypted' : 'plain')
  return mode === 'encrypted' ? verifyEncrypted(parameters, input) : verifyPlain(parameters, input)
}

function verifyEncrypted(parameters: Parameters, { secrets }: VerifyKeys): VerifiedMarketplace {
  const text = requireOne(parameters, 'data')
  if (text.length > dataLengthMax)
    throw new AppError('payload_too_large', `data has at most ${dataLengthMax} characters.`)
  const opened = secrets.map((secret) => (secret ? tryOpen(text, secret) : null))
  const secretIndex = opened.findIndex((data) => data !== null)
  const data = opened[secretIndex]
  if (!data) throw new AppError('decryption_failed', 'The data can’t be decrypted with this secret.')
  return {
    mode: 'encrypted',
    data,
    unauthenticated: takeUnsigned(parameters, ['data']),
    secretIndex,
    replayKey: null,
  }
}

function verifyPlain(parameters: Parameters, { secrets, now }: VerifyKeys): VerifiedMarketplace {
  const location = requireOne(parameters, 'location_id')
  const timestamp = requireOne(parameters, 'timestamp')
  const hmac = requireOne(parameters, 'hmac')
  requireLocation(location)
  const signedAt = parseUnixSeconds(timestamp)
  requireHexSignature(hmac)
  const signed = stringToSign(location, timestamp)
  const secretIndex = findSecret([hmac], secrets, (secret) => computeHmac(secret, signed, 'hex'))
  requireFresh(signedAt, now, fiveMinutes)
  return {
    mode: 'plain',
    data: { location_id: location, timestamp },
    unauthenticated: takeUnsigned(parameters, plainNames),
    secretIndex,
    replayKey: null,
  }
}

// The seed puts nothing between the two. Ten digits at the end leave only one way to part them again.
function stringToSign(location: string, timestamp: string): string {
  return `${location}${timestamp}`
}

function requireLocation(location: string): void {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(location))
    throw new AppError('malformed_location', 'A location id has 1 to 64 letters, digits, - or _.')
}

/** OpenSSL's EVP_BytesToKey with MD5 and one round: a key of 32 bytes and an initialization vector of 16. */
function deriveKey(secret: string, salt: Uint8Array): { key: Buffer; iv: Buffer } {
  const password = Buffer.from(secret, 'utf8')
  const digest = (previous: Uint8Array) =>
    createHash('md5').update(previous).update(password).update(salt).digest()
  const first = digest(Buffer.alloc(0))
  const second = digest(first)
  return { key: Buffer.concat([first, second]), iv: digest(second) }
}

function encrypt(text: string, secret: string, salt: Uint8Array): string {
  const { key, iv } = deriveKey(secret, salt)
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  const parts = [saltedPrefix, salt, cipher.update(text, 'utf8'), cipher.final()]
  return Buffer.concat(parts).toString('base64')
}

function tryOpen(text: string, secret: string): MarketplaceEncryptedData | null {
  try {
    const bytes = decodeCanonical(text, 'base64')
    const prefixLength = saltedPrefix.length
    if (!bytes.subarray(0, prefixLength).equals(saltedPrefix)) return null
    const salt = bytes.subarray(prefixLength, prefixLength + saltBytes)
    const content = bytes.subarray(prefixLength + saltBytes)
    if (content.length === 0 || content.length % blockBytes !== 0) return null
    return readPlaintext(decrypt(content, secret, salt))
  } catch {
    return null
  }
}

function decrypt(content: Uint8Array, secret: string, salt: Uint8Array): Buffer {
  const { key, iv } = deriveKey(secret, salt)
  // The cipher would throw on a wrong padding before anything is read, and the time would tell.
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  return Buffer.concat([decipher.update(content), decipher.final()])
}

/** Reads the content whether or not the padding is right, so that both take the same time. */
function readPlaintext(padded: Buffer): MarketplaceEncryptedData | null {
  const length = padded.at(-1) ?? 0
  const isPossible = length >= 1 && length <= blockBytes
  const padding = padded.subarray(padded.length - (isPossible ? length : blockBytes))
  const isPadded = padding.reduce((same, byte) => same && byte === length, isPossible)
  const data = parseJsonObject(padded.subarray(0, padded.length - padding.length), 'malformed_payload')
  return isPadded && isEncryptedData(data) ? data : null
}

function isEncryptedData(data: JsonObject): data is MarketplaceEncryptedData {
  const optional = ['access-token', 'contact_id', 'contact_api_id', 'user_oauth_url']
  return (
    hasText(data, 'location_id', 'user_id') &&
    optional.every((name) => data[name] == null || typeof data[name] === 'string')
  )
}

function hyphenate(values: MarketplaceValues): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.replaceAll('_', '-'), value]))
}

function prependQuery(url: string, query: string): string {
  const start = url.indexOf('?')
  if (start < 0) return appendQuery(url, query)
  const own = url.slice(start + 1)
  return `${url.slice(0, start)}?${query}${own && !own.startsWith('#') ? '&' : ''}${own}`
}
