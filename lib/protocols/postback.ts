import { AppError } from '@/lib/errors'
import { parseUnixSeconds, requireFresh, toUnixSeconds } from '@/lib/protocols/freshness'
import { computeHmac, findSecret } from '@/lib/protocols/hmac'
import type { RequestHeaders, SignedRequest, Verified, VerifyKeys } from '@/lib/protocols/protocol'
import { asUnauthenticated } from '@/lib/protocols/protocol'
import { parseParameters, readBody, readQuery, requireHeader } from '@/lib/protocols/request-parts'
import { fillTemplate } from '@/lib/protocols/url-template'

export type PostbackLocation = { id: string; accountNumber: string; apiId: string }
export type PostbackUser = { id: string; username: string; email: string; domainUrl: string }

export type Postback = {
  /** The registered URL template; its placeholders may name the user only where there is one. */
  template: string
  event: 'registered' | 'unregistered'
  location: PostbackLocation
  user?: PostbackUser
  /** The same for every attempt. */
  id: string
  secret: string
  now: Date
}

const bodyBytesMax = 64 * 1024
const signatureVersion = 'v1,'
const signaturesMax = 10

/** Standard Webhooks lets both clocks differ by five minutes. */
const postbackWindow = { pastSeconds: 300, futureSeconds: 300 }

/**
 * A postback of the marketplace seed: POST on registration, DELETE on unregistration, to the filled template and without a body.
 * The headers are ours, by Standard Webhooks, keyed with the secret's own bytes; a receiver may ignore them. They cover id, time
 * and the empty body: what the URL says stays a hint.
 * @throws AppError invalid_template
 */
export function signPostback(postback: Postback): SignedRequest {
  const { template, event, location, user, id, secret, now } = postback
  const url = fillTemplate(template, user ? 'user_postback' : 'location_postback', {
    'location.id': location.id,
    'location.account_number': location.accountNumber,
    'location.location_api_id': location.apiId,
    'user.id': user?.id,
    'user.username': user?.username,
    'user.email': user?.email,
    'user.domain.url': user?.domainUrl,
  })
  const method = event === 'registered' ? 'POST' : 'DELETE'
  return { method, url, headers: signPostbackHeaders({ id, secrets: [secret], now }), body: null, fields: {} }
}

/**
 * Only the headers, for one attempt of a postback whose URL was filled before: one signature for each secret, so that a receiver
 * that doesn't know of a rotation finds its own.
 */
export function signPostbackHeaders(attempt: {
  id: string
  secrets: readonly (string | Uint8Array)[]
  now: Date
  body?: string | undefined
}): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const { id, secrets, now, body = '' } = attempt
  const timestamp = toUnixSeconds(now)
  const signed = stringToSign(id, timestamp, Buffer.from(body, 'utf8'))
  const signatures = secrets.map((secret) => `${signatureVersion}${computeHmac(secret, signed, 'base64')}`)
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}

/**
 * Verifies the Standard Webhooks headers of a postback. The replay key is its id, the same in each attempt.
 * @throws AppError malformed_request, payload_too_large, missing_header, doubled_header, malformed_timestamp, expired,
 *   from_the_future, too_many_signatures, malformed_signature, signature_mismatch
 */
export async function verifyPostback(
  input: { url: string; body?: string | Uint8Array; headers: RequestHeaders } & VerifyKeys,
): Promise<Verified<{ id: string; timestamp: string }>> {
  const body = readBody(input.body ?? '', bodyBytesMax)
  const id = requireHeader(input.headers, 'webhook-id')
  const timestamp = requireHeader(input.headers, 'webhook-timestamp')
  const signatures = readSignatures(requireHeader(input.headers, 'webhook-signature'))
  requireFresh(parseUnixSeconds(timestamp), input.now, postbackWindow)
  const signed = stringToSign(id, timestamp, body)
  const secretIndex = findSecret(signatures, input.secrets, (secret) => computeHmac(secret, signed, 'base64'))
  return {
    data: { id, timestamp },
    unauthenticated: asUnauthenticated(parseParameters(readQuery(input.url))),
    secretIndex,
    replayKey: `postback:${id}`,
  }
}

function stringToSign(id: string, timestamp: string, body: Uint8Array): readonly Uint8Array[] {
  return [Buffer.from(`${id}.${timestamp}.`, 'utf8'), body]
}

function readSignatures(header: string): string[] {
  const listed = header.length > 1000 ? [] : header.split(' ').filter((text) => text !== '')
  if (header.length > 1000 || listed.length > signaturesMax)
    throw new AppError('too_many_signatures', `The header has more than ${signaturesMax} signatures.`)
  const signatures = listed
    .filter((text) => /^v1,[A-Za-z0-9+/]{43}=$/.test(text))
    .map((text) => text.slice(signatureVersion.length))
  if (signatures.length === 0)
    throw new AppError(
      'malformed_signature',
      'The signature must be v1, followed by the padded base64 of 32 bytes.',
    )
  return signatures
}
