import { createHash } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { AppError } from '@/lib/errors'
import { decodeCanonical } from '@/lib/protocols/base64'
import { encryptCompact } from '@/lib/protocols/jwe'
import type { Protocol, SignedRequest, Verified, VerifyKeys } from '@/lib/protocols/protocol'
import { type Parameters, readForm, requireOne, takeUnsigned } from '@/lib/protocols/request-parts'
import { hasText, isObject, type JsonObject, parseJsonObject } from '@/lib/protocols/strict-json'

export const salesloftSlots = [
  'full_page',
  'custom_action',
  'email_editor',
  'people_page',
  'account_page',
] as const
export type SalesloftSlot = (typeof salesloftSlots)[number]

type SalesloftId = string | number

/** What every slot's payload has. `origin` is the only one that may be posted to. Unknown further members are kept. */
export type SalesloftPayload = JsonObject & {
  integration_id: SalesloftId
  tenant_id: SalesloftId
  user_guid: string
  origin: string
  nonce?: string
  action?: JsonObject & { id: SalesloftId }
  person?: JsonObject
  account?: JsonObject
}

export type SalesloftLaunch = { url: string; slot: SalesloftSlot; payload: SalesloftPayload; secret: string }

export type SalesloftInput = { body: string | Uint8Array } & VerifyKeys & {
    /** The slot whose URL was called: an email editor with a person looks like a people page otherwise. */
    slot?: SalesloftSlot
  }

export type VerifiedSalesloft = Verified<SalesloftPayload> & {
  slot: SalesloftSlot
  /** The target of postMessage: the origin of the decrypted `origin`. */
  targetOrigin: string
}

export const salesloft: Protocol<SalesloftLaunch, VerifiedSalesloft> = {
  id: 'salesloft',
  hasLaunch: true,
  // Nothing in it carries a time, and nothing pretends so.
  window: null,
  sign: signSalesloft,
  verify: verifySalesloft,
}

const bodyBytesMax = 256 * 1024
const tokenLengthMax = 64 * 1024
const headerLengthMax = 1024
const signedFields = ['payload', 'tenant_id', 'integration_id']

/**
 * The form POST of the Salesloft seed: `payload` is a compact JWE (A256GCMKW, A256GCM) whose key is the SHA-256 of the secret;
 * `tenant_id`, `integration_id` and `origin` stand beside it in clear.
 * @throws AppError slot_mismatch, malformed_payload if the payload is not one of that slot
 */
export async function signSalesloft({ url, slot, payload, secret }: SalesloftLaunch): Promise<SignedRequest> {
  requirePayload(payload)
  requireSlot(payload, slot)
  const token = encryptCompact(Buffer.from(JSON.stringify(payload), 'utf8'), deriveKey(secret))
  const fields = {
    payload: token,
    tenant_id: String(payload.tenant_id),
    integration_id: String(payload.integration_id),
    origin: payload.origin,
  }
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
    fields,
  }
}

/** The ids in clear, which nobody signed: only to find the secrets to verify with. @throws AppError as `verifySalesloft` */
export function readSalesloftIds(body: string | Uint8Array): { tenantId: string; integrationId: string } {
  const form = readForm(body, bodyBytesMax)
  return { tenantId: requireOne(form, 'tenant_id'), integrationId: requireOne(form, 'integration_id') }
}

/**
 * Verifies a launch: decrypts with any live secret, the ids inside equal those outside, and the payload is that of a slot.
 * Without a timestamp there is no expiry. The replay key is the nonce of a custom action, spent by completing it: opening and
 * reloading are reads.
 * @throws AppError malformed_request, payload_too_large, not_utf8, missing_parameter, doubled_parameter, malformed_token, not_base64,
 *   wrong_algorithm, decryption_failed, malformed_payload, identity_mismatch, slot_mismatch
 */
export async function verifySalesloft(input: SalesloftInput): Promise<VerifiedSalesloft> {
  const form = readForm(input.body, bodyBytesMax)
  const token = requireOne(form, 'payload')
  const tenantId = requireOne(form, 'tenant_id')
  const integrationId = requireOne(form, 'integration_id')
  requireToken(token)
  const { plaintext, secretIndex } = await decrypt(token, input.secrets)
  const data = requirePayload(parseJsonObject(plaintext, 'malformed_payload'))
  if (String(data.tenant_id) !== tenantId || String(data.integration_id) !== integrationId)
    throw new AppError('identity_mismatch', 'The ids outside the payload differ from those inside.')
  const slot = input.slot ?? recognizeSlot(data)
  requireSlot(data, slot)
  return {
    data,
    unauthenticated: takeUnsigned(form as Parameters, signedFields),
    secretIndex,
    replayKey: slot === 'custom_action' ? hashNonce(data) : null,
    slot,
    targetOrigin: new URL(data.origin).origin,
  }
}

function deriveKey(secret: string): Uint8Array {
  return createHash('sha256').update(secret, 'utf8').digest()
}

/** What can be refused before any cryptography: shape, spelling, sizes, algorithms. */
function requireToken(token: string): void {
  if (token.length > tokenLengthMax)
    throw new AppError('payload_too_large', `A payload has at most ${tokenLengthMax} characters.`)
  const [header = '', key = '', iv = '', content = '', tag = '', ...more] = token.split('.')
  if (!header || !key || !iv || !content || !tag || more.length > 0)
    throw new AppError('malformed_token', 'The payload is not a compact JWE of five parts.')
  if (header.length > headerLengthMax)
    throw new AppError('malformed_token', `A JWE header has at most ${headerLengthMax} characters.`)
  requireHeaderMembers(parseJsonObject(decodeCanonical(header, 'base64url'), 'malformed_token'))
  decodeCanonical(content, 'base64url')
  // A shorter tag would be a shorter proof.
  requireBytes(key, 32, 'encrypted key')
  requireBytes(iv, 12, 'initialization vector')
  requireBytes(tag, 16, 'authentication tag')
}

function requireHeaderMembers(header: JsonObject): void {
  if (header.alg !== 'A256GCMKW' || header.enc !== 'A256GCM')
    throw new AppError('wrong_algorithm', 'The payload needs alg A256GCMKW and enc A256GCM.')
  if ('zip' in header || 'p2c' in header || 'p2s' in header)
    throw new AppError('wrong_algorithm', 'The payload is compressed or derives its key.')
  if ('crit' in header) throw new AppError('malformed_token', 'The payload requires an extension.')
  if (typeof header.iv !== 'string' || typeof header.tag !== 'string')
    throw new AppError('malformed_token', 'The JWE header has no iv or no tag.')
  requireBytes(header.iv, 12, 'initialization vector of the key')
  requireBytes(header.tag, 16, 'authentication tag of the key')
}

function requireBytes(text: string, bytes: number, what: string): void {
  if (decodeCanonical(text, 'base64url').length !== bytes)
    throw new AppError('malformed_token', `The ${what} has ${bytes} bytes.`)
}

async function decrypt(token: string, secrets: readonly string[]) {
  for (const [secretIndex, secret] of secrets.entries()) {
    if (!secret) continue
    const plaintext = await tryDecrypt(token, secret)
    if (plaintext) return { plaintext, secretIndex }
  }
  throw new AppError('decryption_failed', 'The payload was altered or encrypted with another secret.')
}

async function tryDecrypt(token: string, secret: string): Promise<Uint8Array | null> {
  try {
    const { plaintext } = await compactDecrypt(token, deriveKey(secret), {
      keyManagementAlgorithms: ['A256GCMKW'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return plaintext
  } catch {
    // Whatever failed, this secret does not open it.
    return null
  }
}

function requirePayload(payload: JsonObject): SalesloftPayload {
  if (!isPayload(payload))
    throw new AppError(
      'malformed_payload',
      'The payload needs integration_id, tenant_id, user_guid and an origin, with the objects that the protocol defines.',
    )
  return payload
}

function isPayload(payload: JsonObject): payload is SalesloftPayload {
  return (
    isId(payload.integration_id) &&
    isId(payload.tenant_id) &&
    hasText(payload, 'user_guid', 'origin') &&
    isWebOrigin(payload.origin) &&
    ['string', 'undefined'].includes(typeof payload.nonce) &&
    [payload.action, payload.person, payload.account].every((part) => part == null || isObject(part))
  )
}

function isId(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || Number.isSafeInteger(value)
}

function isWebOrigin(origin: unknown): boolean {
  return typeof origin === 'string' && /^https?:\/\//.test(origin) && URL.canParse(origin)
}

function recognizeSlot(payload: SalesloftPayload): SalesloftSlot {
  if (payload.action) return 'custom_action'
  if (!payload.nonce) return 'full_page'
  if (payload.person) return 'people_page'
  return payload.account ? 'account_page' : 'email_editor'
}

/** The seed's table of what each slot always carries. */
function requireSlot(payload: SalesloftPayload, slot: SalesloftSlot): void {
  const needs = {
    full_page: true,
    custom_action: isId(payload.action?.id) && payload.person,
    email_editor: true,
    people_page: payload.person,
    account_page: payload.account,
  }
  if (!needs[slot] || (slot !== 'full_page' && !payload.nonce))
    throw new AppError('slot_mismatch', `The payload lacks a field that ${slot} requires.`)
}

function hashNonce(payload: SalesloftPayload): string {
  const spent = JSON.stringify([String(payload.tenant_id), String(payload.integration_id), payload.nonce])
  return `salesloft:${createHash('sha256').update(spent).digest('base64url')}`
}
