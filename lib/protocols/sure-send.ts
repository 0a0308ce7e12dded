import { AppError } from '@/lib/errors'
import { escapeBase64 } from '@/lib/protocols/base64'
import { fiveMinutes, requireFresh } from '@/lib/protocols/freshness'
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
  parseParameters,
  readQuery,
  requireOne,
  takeUnsigned,
} from '@/lib/protocols/request-parts'
import { hasText, type JsonObject, parseJsonObject } from '@/lib/protocols/strict-json'

export type SureSendEmail = {
  id: string
  email: string
  value: string
  isPrimary: 0 | 1
  created_at: string
  updated_at: string
}

export type SureSendPhone = {
  id: string
  phone: string
  type: string
  isPrimary: 0 | 1
  normalized: string
  created_at: string
  updated_at: string
}

export type SureSendAddress = {
  id: string
  type: string
  street: string
  city: string
  state: string
  code: string
  country: string
  isPrimary: 0 | 1
}

export type SureSendPerson = {
  id: string
  firstName: string
  lastName: string
  stage: { name: string }
  emails: SureSendEmail[]
  phones: SureSendPhone[]
}

export type SureSendCompany = {
  id: string
  name: string
  industry: string | null
  website: string | null
  description: string | null
  companySize: string | null
  annualRevenue: number | null
  foundedDate: string | null
  registrationNumber: string | null
  taxId: string | null
  stage: { name: string }
  emails: SureSendEmail[]
  phones: SureSendPhone[]
  addresses: SureSendAddress[]
}

export type SureSendRecord = { person: SureSendPerson } | { company: SureSendCompany }

/** The signed context: team and user, then a person or a company and never both, then the time of signing. */
export type SureSendContext = {
  team: { id: string; name: string }
  user: { id: string; email: string }
} & SureSendRecord & { timestamp: string }

export type SureSendLaunch = { url: string; context: SureSendContext; secret: string }

export const sureSend: Protocol<SureSendLaunch, Verified<SureSendContext>> = {
  id: 'sure-send',
  hasLaunch: true,
  window: fiveMinutes,
  sign: signSureSend,
  verify: verifySureSend,
}

/** The longest context that is verified, in base64 characters. */
const contextLengthMax = 64 * 1024

/**
 * The launch URL of the Sure Send seed: the registered URL with its own query, then `context` (padded base64 of the UTF-8 JSON)
 * and `signature` (lower-case hex HMAC-SHA256 over that base64), both percent-encoded.
 * @param secret the 64 hex characters, used as ASCII text and not decoded
 */
export function signSureSend({ url, context, secret }: SureSendLaunch): SignedRequest {
  const encoded = Buffer.from(JSON.stringify(context), 'utf8').toString('base64')
  const signature = computeHmac(secret, encoded, 'hex')
  return getRequest(appendQuery(url, `context=${escapeBase64(encoded)}&signature=${signature}`))
}

/**
 * Verifies a launch URL: exactly one `context` and one `signature`, any live secret, fresh, and of the seed's shape.
 * Base64 may be padded or not, standard or URL-safe; the timestamp may have fractions of a second.
 * @throws AppError malformed_request, payload_too_large, missing_parameter, doubled_parameter, malformed_signature,
 *   signature_mismatch, not_base64, not_utf8, malformed_context, malformed_timestamp, expired, from_the_future
 */
export async function verifySureSend(
  input: { url: string } & VerifyKeys,
): Promise<Verified<SureSendContext>> {
  const parameters = parseParameters(readQuery(input.url))
  const context = requireOne(parameters, 'context')
  const signature = requireOne(parameters, 'signature')
  if (context.length > contextLengthMax)
    throw new AppError('payload_too_large', `A context has at most ${contextLengthMax} characters.`)
  requireHexSignature(signature)
  const secretIndex = findSecret([signature], input.secrets, (secret) => computeHmac(secret, context, 'hex'))
  const data = parseContext(context)
  requireFresh(parseTimestamp(data.timestamp), input.now, fiveMinutes)
  return {
    data,
    unauthenticated: takeUnsigned(parameters, ['context', 'signature']),
    secretIndex,
    replayKey: null,
  }
}

function parseContext(context: string): SureSendContext {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(context))
    throw new AppError('not_base64', 'The context is not base64.')
  const value = parseJsonObject(Buffer.from(context, 'base64'), 'malformed_context')
  if (!isContext(value)) {
    throw new AppError(
      'malformed_context',
      'The context needs team, user, timestamp and either person or company.',
    )
  }
  return value
}

function isContext(value: JsonObject): value is SureSendContext {
  if (typeof value.timestamp !== 'string') return false
  if (!hasText(value.team, 'id', 'name') || !hasText(value.user, 'id', 'email')) return false
  const hasPerson = hasText(value.person, 'id')
  const hasCompany = hasText(value.company, 'id')
  return hasPerson ? value.company === undefined : hasCompany && value.person === undefined
}

function parseTimestamp(timestamp: string): number {
  const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(timestamp)
  const signedAt = isIso ? Date.parse(timestamp) : Number.NaN
  if (Number.isNaN(signedAt))
    throw new AppError('malformed_timestamp', 'The timestamp is not ISO 8601 in UTC.')
  return signedAt
}
