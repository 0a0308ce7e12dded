import { AppError } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
import type { SafeResponse } from '@/lib/server/safe-fetch'
import { type OutboundReason, SafeFetchFailure } from '@/lib/server/safe-fetch-failure'

/** A request that was answered. */
export type Hop = { request: SignedRequest; answer: SafeResponse }

/** What ended a request that may be redirected. `url` is where the last hop went, or would have gone. */
export type HopsEnd = { hops: Hop[]; url: string } & (
  | { kind: 'answered'; answer: SafeResponse }
  /** A redirect where none is followed. */
  | { kind: 'redirected'; answer: SafeResponse }
  | { kind: 'undeclared_origin'; answer: SafeResponse }
  | { kind: 'redirect_loop'; answer: SafeResponse }
  /** `mayCall` refused the origin. */
  | { kind: 'held_back' }
  /** No answer; null for a request that was not one to send. */
  | { kind: 'failed'; reason: OutboundReason | null; thrown: AppError }
)

export const redirectsMax = 5

const redirects = [301, 302, 303, 307, 308]

/** Where an answer leads, or null if it is not a redirect. */
export function readLocation({ status, headers }: Pick<SafeResponse, 'status' | 'headers'>, base: string) {
  const location = headers.location?.[0]
  return redirects.includes(status) && location && URL.canParse(location, base)
    ? new URL(location, base)
    : null
}

/**
 * Sends a request as a browser's frame would, without cookies: redirects within `origins` are followed, at most five, and the time of all
 * hops counts. Never throws for what the other side does.
 */
export async function followHops(
  request: SignedRequest,
  options: {
    send: (request: SignedRequest, secondsLeft: number) => Promise<SafeResponse>
    /** For all hops together. */
    seconds: number
    /** Null where the platform follows no redirect. */
    origins: readonly string[] | null
    mayCall?: (origin: string) => boolean
  },
): Promise<HopsEnd> {
  const { send, origins, mayCall } = options
  const until = performance.now() + options.seconds * 1000
  const hops: Hop[] = []
  let next = request
  for (;;) {
    if (mayCall && !mayCall(new URL(next.url).origin)) return { kind: 'held_back', hops, url: next.url }
    let answer: SafeResponse
    try {
      answer = await send(next, Math.max(0, until - performance.now()) / 1000)
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown
      return { kind: 'failed', reason: reasonOf(thrown), thrown, hops, url: next.url }
    }
    hops.push({ request: next, answer })
    const location = readLocation(answer, next.url)
    if (!location) return { kind: 'answered', answer, hops, url: next.url }
    if (!origins) return { kind: 'redirected', answer, hops, url: next.url }
    if (!origins.includes(location.origin))
      return { kind: 'undeclared_origin', answer, hops, url: location.href }
    if (hops.length > redirectsMax) return { kind: 'redirect_loop', answer, hops, url: location.href }
    next = follow(next, answer.status, location.href)
  }
}

/** 307 and 308 repeat the request; after the others a browser's POST goes on as a GET. */
function follow(request: SignedRequest, status: number, url: string): SignedRequest {
  if (status === 307 || status === 308) return { ...request, url }
  return { method: 'GET', url, headers: {}, body: null, fields: {} }
}

function reasonOf(thrown: AppError): OutboundReason | null {
  if (thrown instanceof SafeFetchFailure) return thrown.reason
  return thrown.code === 'outbound_refused' ? 'refused_address' : null
}

/** What an answer's status says of a launch. `isSuccess`: which of the 200s the platform takes. */
export function judgeStatus(
  status: number,
  isSuccess = (found: number) => found >= 200 && found < 300,
): 'accepted' | 'refused' | 'rate_limited' | 'server_error' | 'odd_status' {
  if (isSuccess(status)) return 'accepted'
  // It limits the request rate, whatever the launch: as a refusal, it would let every forgery pass.
  if (status === 429) return 'rate_limited'
  if (status >= 400 && status < 500) return 'refused'
  return status >= 500 ? 'server_error' : 'odd_status'
}
