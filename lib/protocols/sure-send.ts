import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '@/lib/errors'
import type { SignedRequest, Verified, VerifyInput } from '@/lib/protocols/protocol'

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

/** How long a launch is fresh, and how far a sender's clock may run ahead; both edges are still valid. */
export const sureSendWindow = { pastSeconds: 300, futureSeconds: 60 } as const

const valueLengthMax = 64 * 1024
const signatureBytes = 64

/**
 * The launch URL of the Sure Send seed: the registered URL with its own query, then `context` (padded base64 of the UTF-8 JSON)
 * and `signature` (lower-case hex HMAC-SHA256 over that base64), both percent-encoded.
 * @param secret the 64 hex characters, used as ASCII text and not decoded
 */
export function signSureSend(input: {
  url: string
  context: SureSendContext
  secret: string
}): SignedRequest {
  const context = Buffer.from(JSON.stringify(input.context), 'utf8').toString('base64')
  const query = `context=${encodeURIComponent(context)}&signature=${computeSignature(context, input.secret)}`
  return { method: 'GET', url: `${input.url}${joinerOf(input.url)}${query}` }
}

/**
 * Verifies a launch URL: exactly one `context` and one `signature`, any live secret, fresh, and of the seed's shape.
 * Base64 may be padded or not, standard or URL-safe; the timestamp may have fractions of a second.
 * @throws AppError missing_parameter, doubled_parameter, malformed_signature, signature_mismatch, not_base64, not_utf8,
 *   malformed_context, malformed_timestamp, expired, from_the_future
 */
export async function verifySureSend(input: VerifyInput): Promise<Verified<SureSendContext>> {
  const query = readQuery(input.url)
  const context = requireOne(query, 'context')
  const signature = requireOne(query, 'signature')
  const secretIndex = findSecret(context, signature, input.secrets)
  const data = parseContext(context)
  requireFresh(data.timestamp, input.now)
  const unauthenticated = Object.fromEntries(
    [...query].filter(([name]) => name !== 'context' && name !== 'signature'),
  )
  return { data, unauthenticated, secretIndex, replayKey: null }
}

function computeSignature(context: string, secret: string): string {
  return createHmac('sha256', secret).update(context, 'utf8').digest('hex')
}

function joinerOf(url: string): string {
  if (!url.includes('?')) return '?'
  return url.endsWith('?') || url.endsWith('&') ? '' : '&'
}

function readQuery(url: string): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1).split('#')[0])
}

function requireOne(query: URLSearchParams, name: string): string {
  const values = query.getAll(name)
  if (values.length > 1)
    throw new AppError('doubled_parameter', `The parameter ${name} is there more than once.`)
  const value = values[0]
  if (!value) throw new AppError('missing_parameter', `The parameter ${name} is missing or empty.`)
  if (value.length > valueLengthMax)
    throw new AppError('malformed_context', `The parameter ${name} is too long.`)
  return value
}

function findSecret(context: string, signature: string, secrets: readonly string[]): number {
  if (!/^[0-9a-f]{64}$/.test(signature)) {
    throw new AppError('malformed_signature', 'A signature is 64 lower-case hex characters.')
  }
  const given = Buffer.from(signature, 'latin1')
  let found = -1
  for (const [index, secret] of secrets.entries()) {
    const expected = Buffer.from(computeSignature(context, secret), 'latin1')
    if (expected.length === signatureBytes && timingSafeEqual(expected, given) && found < 0) found = index
  }
  if (found < 0)
    throw new AppError('signature_mismatch', 'The signature does not belong to this context and secret.')
  return found
}

function parseContext(context: string): SureSendContext {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(context))
    throw new AppError('not_base64', 'The context is not base64.')
  const bytes = Buffer.from(context, 'base64')
  const value = parseJson(decodeUtf8(bytes))
  if (!isContext(value)) {
    throw new AppError(
      'malformed_context',
      'The context needs team, user, timestamp and either person or company.',
    )
  }
  return value
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new AppError('not_utf8', 'The context is not UTF-8.', { cause })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('malformed_context', 'The context is not JSON.', { cause })
  }
}

function isContext(value: unknown): value is SureSendContext {
  if (!isObject(value) || typeof value.timestamp !== 'string') return false
  if (!hasText(value.team, 'id', 'name') || !hasText(value.user, 'id', 'email')) return false
  const hasPerson = hasText(value.person, 'id')
  const hasCompany = hasText(value.company, 'id')
  return hasPerson ? value.company === undefined : hasCompany && value.person === undefined
}

function hasText(value: unknown, ...names: string[]): boolean {
  return isObject(value) && names.every((name) => typeof value[name] === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function requireFresh(timestamp: string, now: Date): void {
  const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(timestamp)
  const signedAt = isIso ? Date.parse(timestamp) : Number.NaN
  if (Number.isNaN(signedAt))
    throw new AppError('malformed_timestamp', 'The timestamp is not ISO 8601 in UTC.')
  const ageSeconds = (now.getTime() - signedAt) / 1000
  if (ageSeconds > sureSendWindow.pastSeconds)
    throw new AppError('expired', 'The launch is older than 5 minutes.')
  if (ageSeconds < -sureSendWindow.futureSeconds) {
    throw new AppError('from_the_future', 'The timestamp lies more than a minute ahead.')
  }
}
