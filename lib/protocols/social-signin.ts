import { AppError } from '@/lib/errors'
import { toUnixSeconds } from '@/lib/protocols/freshness'
import { computeHmac, findSecret } from '@/lib/protocols/hmac'
import {
  buildPhpQuery,
  type PhpArray,
  parsePhpQuery,
  toPhpName,
  toPlainData,
} from '@/lib/protocols/php-query'
import {
  asUnauthenticated,
  getRequest,
  type Protocol,
  type SignedRequest,
  type Verified,
  type VerifyKeys,
} from '@/lib/protocols/protocol'
import { readQuery } from '@/lib/protocols/request-parts'

/** The signed parameters, `sig` left out: `q` of a search or `id` of an iframe, `expires`, and what else was signed. */
export type SocialSigninParameters = { expires: string; q?: unknown; id?: unknown } & Record<string, unknown>

export type SocialSigninRequest = {
  url: string
  /** `{ q }` for a search, `{ id }` for an iframe. */
  parameters: Record<string, string>
  secret: string
  now: Date
}

export type SocialSigninInput = { url: string } & VerifyKeys & {
    /** Names that the platform adds after signing, such as `message_sentiment`. They are taken out before verifying. */
    unsignedParameters?: readonly string[]
    /** How far ahead `expires` may lie, in seconds. Without it there is no limit, as in the platform's reference. */
    lifetimeSecondsMax?: number
  }

export const socialSignin: Protocol<SocialSigninRequest, Verified<SocialSigninParameters>> = {
  id: 'social-signin',
  hasLaunch: true,
  // `expires` lies ahead; how far is the signer's choice, and no time of signing is sent.
  window: null,
  sign: signSocialSignin,
  verify: verifySocialSignin,
}

/** How far ahead our own requests expire. The platform publishes no figure. */
const lifetimeSeconds = 300

/**
 * A search or iframe URL: the URL's own query, the parameters, `expires` 300 seconds ahead, then `sig`, the lower-case hex
 * HMAC-SHA256 over all before it as PHP's `http_build_query` writes it. Nothing is sorted. Source: the SocialSignIn seed.
 */
export function signSocialSignin({ url, parameters, secret, now }: SocialSigninRequest): SignedRequest {
  const query = parsePhpQuery(readQuery(url))
  query.entries.delete('sig')
  query.entries.delete('expires')
  for (const [name, value] of Object.entries(parameters)) query.entries.set(name, value)
  query.entries.set('expires', toUnixSeconds(new Date(now.getTime() + lifetimeSeconds * 1000)))
  const base = buildPhpQuery(query)
  return getRequest(`${url.split(/[?#]/, 1)[0]}?${base}&sig=${computeHmac(secret, base, 'hex')}`)
}

/**
 * Verifies a request as the reference does, in its order: both parameters there and `expires` in digits, the signature over the
 * query as PHP reads and writes it, byte by byte, the expiry (that very second is still valid). `expires` has at most ten digits here, and
 * lies no further ahead than is allowed: a request that expires in years stays valid for anyone who finds it in a log. A byte that is not UTF-8 is covered like any other, and is U+FFFD in `data`.
 * @throws AppError malformed_request, payload_too_large, missing_parameter, malformed_timestamp, signature_mismatch, expired,
 *   from_the_future
 */
export async function verifySocialSignin(
  input: SocialSigninInput,
): Promise<Verified<SocialSigninParameters>> {
  const query = parsePhpQuery(readQuery(input.url))
  const unsigned = takeEntries(query, (input.unsignedParameters ?? []).map(toPhpName))
  const signature = requireText(query, 'sig')
  const expires = requireText(query, 'expires')
  // The reference takes any number of digits; milliseconds or the year 2999 are a mistake or an attempt to live for ever.
  if (!/^[0-9]{1,10}$/.test(expires))
    throw new AppError('malformed_timestamp', 'expires is not Unix seconds in at most ten digits.')
  query.entries.delete('sig')
  const base = buildPhpQuery(query)
  const secretIndex = findSecret([signature], input.secrets, (secret) => computeHmac(secret, base, 'hex'))
  if (!(Math.floor(input.now.getTime() / 1000) <= Number(expires)))
    throw new AppError('expired', 'The request has expired.')
  requireLifetime(Number(expires), input)
  const parameters = [...query.entries].map(
    ([name, value]) => [name.toWellFormed(), toPlainData(value)] as const,
  )
  return {
    data: { ...Object.fromEntries(parameters), expires },
    unauthenticated: unsigned,
    secretIndex,
    replayKey: null,
  }
}

function requireLifetime(expires: number, input: SocialSigninInput): void {
  const max = input.lifetimeSecondsMax ?? Number.POSITIVE_INFINITY
  if (expires - input.now.getTime() / 1000 > max)
    throw new AppError('from_the_future', `expires is more than ${max} seconds in the future.`)
}

function takeEntries(query: PhpArray, names: readonly string[]) {
  const taken = [...query.entries].filter(([name]) => names.includes(name) && name !== 'sig')
  for (const [name] of taken) query.entries.delete(name)
  return asUnauthenticated(taken.map(([name, value]) => [name.toWellFormed(), toPlainData(value)]))
}

function requireText(query: PhpArray, name: string): string {
  const value = query.entries.get(name)
  if (typeof value !== 'string')
    throw new AppError('missing_parameter', `The parameter ${name} is missing or an array.`)
  return value
}
