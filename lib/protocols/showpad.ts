import { createHash } from 'node:crypto'
import { AppError } from '@/lib/errors'
import { fiveMinutes, parseUnixSeconds, requireFresh, toUnixSeconds } from '@/lib/protocols/freshness'
import { computeHmac, findSecret } from '@/lib/protocols/hmac'
import {
  asUnauthenticated,
  type Protocol,
  type RequestHeaders,
  type SignedRequest,
  type Unauthenticated,
  type Verified,
  type VerifyKeys,
} from '@/lib/protocols/protocol'
import { parseParameters, readBody, readQuery, requireHeader } from '@/lib/protocols/request-parts'
import { hasText, type JsonObject, parseJsonObject } from '@/lib/protocols/strict-json'

/** Who calls, in every body: the organisation, the user's email, and the instance that the connector was set up as. */
export type ShowpadBody = {
  showpadInfo: { subdomain: string; username: string; crmInstanceId: string }
} & JsonObject

export type ShowpadCall = {
  url: string
  /** The text that is sent, byte by byte. */
  body: string
  /** Every live secret: each gives one signature. */
  secrets: readonly string[]
  now: Date
}

export type ShowpadInput = {
  url?: string
  body: string | Uint8Array
  headers: RequestHeaders
} & VerifyKeys

export const showpad: Protocol<ShowpadCall, Verified<ShowpadBody>> = {
  id: 'showpad',
  hasLaunch: false,
  window: fiveMinutes,
  sign: signShowpad,
  verify: verifyShowpad,
}

const signatureHeader = 'x-showpad-signature-v1'
const timestampHeader = 'x-showpad-signature-timestamp'
const signaturesMax = 10
const bodyBytesMax = 1_000_000

/** A POST with the two headers of the Showpad seed: padded base64 HMAC-SHA256 over body, `.` and Unix seconds, one for each secret. */
export function signShowpad({ url, body, secrets, now }: ShowpadCall): SignedRequest {
  const timestamp = toUnixSeconds(now)
  const signed = stringToSign(Buffer.from(body, 'utf8'), timestamp)
  const signatures = secrets.map((secret) => computeHmac(secret, signed, 'base64'))
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      [signatureHeader]: signatures.join(','),
      [timestampHeader]: timestamp,
    },
    body,
    fields: {},
  }
}

/**
 * Verifies a call by its raw body and headers: fresh, one of at most ten signatures by one live secret, then JSON with `showpadInfo`.
 * The replay key is the hash of what was signed, so the same call with other or reordered signatures has the same one.
 * @throws AppError malformed_request, payload_too_large, missing_header, doubled_header, malformed_timestamp, expired,
 *   from_the_future, too_many_signatures, malformed_signature, signature_mismatch, not_utf8, malformed_payload
 */
export async function verifyShowpad(input: ShowpadInput): Promise<Verified<ShowpadBody>> {
  const body = readBody(input.body, bodyBytesMax)
  const timestamp = requireHeader(input.headers, timestampHeader)
  const header = requireHeader(input.headers, signatureHeader)
  requireFresh(parseUnixSeconds(timestamp), input.now, fiveMinutes)
  const signed = stringToSign(body, timestamp)
  const secretIndex = findSecret(readSignatures(header), input.secrets, (secret) =>
    computeHmac(secret, signed, 'base64'),
  )
  const data = parseJsonObject(body, 'malformed_payload')
  if (!isShowpadBody(data))
    throw new AppError('malformed_payload', 'showpadInfo needs subdomain, username and crmInstanceId.')
  return { data, unauthenticated: readUnsigned(input.url), secretIndex, replayKey: hashCall(signed) }
}

function stringToSign(body: Uint8Array, timestamp: string): readonly Uint8Array[] {
  return [body, Buffer.from(`.${timestamp}`, 'latin1')]
}

function readSignatures(header: string): string[] {
  // Before splitting: a list of ten has its place in 600 characters, spaces included.
  if (header.length > 600 || header.split(',').length > signaturesMax)
    throw new AppError('too_many_signatures', `The header has more than ${signaturesMax} signatures.`)
  const signatures = header.split(',').map((signature) => signature.trim())
  const wellFormed = signatures.filter((signature) => /^[A-Za-z0-9+/]{43}=$/.test(signature))
  if (wellFormed.length === 0)
    throw new AppError('malformed_signature', 'The signature must be the padded base64 of 32 bytes.')
  return wellFormed
}

function isShowpadBody(data: JsonObject): data is ShowpadBody {
  return hasText(data.showpadInfo, 'subdomain', 'username', 'crmInstanceId')
}

function readUnsigned(url: string | undefined): Unauthenticated {
  return asUnauthenticated(url === undefined ? [] : parseParameters(readQuery(url)))
}

function hashCall(signed: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const part of signed) hash.update(part)
  return `showpad:${hash.digest('base64url')}`
}
