import type { CertificationFetch, CertificationLimits } from '@/lib/domain/certification/target'
import { describeRedirect } from '@/lib/domain/framing/describe-redirect'
import { nameBarrier } from '@/lib/domain/framing/name-barrier'
import { describeSignIn } from '@/lib/domain/framing/sign-in'
import { AppError } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
import type { SafeResponse } from '@/lib/server/safe-fetch'
import { type OutboundReason, SafeFetchFailure } from '@/lib/server/safe-fetch-failure'

/** How a launch ended: by its answer, or by what came instead of one. */
export type Verdict =
  | 'accepted'
  | 'refused'
  | 'challenged'
  | 'rate_limited'
  | 'server_error'
  | 'odd_status'
  | 'undeclared_origin'
  | 'redirect_loop'
  | 'timeout'
  | 'unreachable'
  | 'tls'
  | 'broken'
  | 'not_called'

export type Exchange = {
  request: SignedRequest
  verdict: Verdict
  /** The last answer, with the address that it came from. */
  answer: SafeResponse | null
  finalUrl: string
  /** Each redirect that was followed, as status and target. */
  redirects: string[]
  /** The user agent that it was sent with. */
  agent: string
  /** Why there is no answer to judge; empty otherwise. */
  failure: string
  durationMs: number
}

export type Sending = {
  fetch: CertificationFetch
  /** Redirects lead to these origins or end the launch; null where the platform follows none. */
  origins: readonly string[] | null
  limits: CertificationLimits
  /** What every request of this kind carries beside its own headers. */
  headers: (method: SignedRequest['method']) => Record<string, string>
  /** Which status of the 200s the platform takes. */
  isSuccess: (status: number) => boolean
  /** When the whole run ends, by `performance.now()`. */
  deadline: number
}

const redirectsMax = 5

/**
 * Sends a launch as a browser's frame would, without cookies: redirects within the declared origins are followed, and each hop and the
 * time of all of them counts. Never throws for what the other side does.
 */
export async function sendLaunch(request: SignedRequest, sending: Sending): Promise<Exchange> {
  const startedAt = performance.now()
  const redirects: string[] = []
  let hop = request
  const end = (verdict: Verdict, answer: SafeResponse | null, failure = ''): Exchange => {
    const durationMs = performance.now() - startedAt
    const agent = sending.headers(request.method)['user-agent'] ?? ''
    return { request, verdict, answer, finalUrl: hop.url, redirects, agent, failure, durationMs }
  }
  const until = Math.min(startedAt + sending.limits.requestSeconds * 1000, sending.deadline)
  for (;;) {
    let answer: SafeResponse
    try {
      answer = await fetchHop(hop, sending, until)
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown
      return end(nameFailure(thrown), null, thrown.publicDetail)
    }
    const location = readRedirect(answer, hop.url)
    if (!location) {
      const barrier = nameBarrier(answer)
      return barrier?.kind === 'challenge'
        ? end('challenged', answer, barrier.sentence)
        : end(judgeStatus(answer.status, sending), answer)
    }
    redirects.push(`${answer.status} to ${location.origin}${location.pathname}`)
    if (!sending.origins) return end('odd_status', answer, describeRedirect(answer, hop.url) ?? '')
    if (!sending.origins.includes(location.origin))
      return end(
        'undeclared_origin',
        answer,
        [
          `It redirects to ${location.origin}, which is not among its declared origins.`,
          describeSignIn(location.href),
        ]
          .filter(Boolean)
          .join(' '),
      )
    if (redirects.length > redirectsMax)
      return end('redirect_loop', answer, `It redirects more than ${redirectsMax} times.`)
    hop = followRedirect(hop, answer.status, location.href)
  }
}

function fetchHop(hop: SignedRequest, sending: Sending, until: number): Promise<SafeResponse> {
  return sending.fetch({
    url: hop.url,
    method: hop.method,
    headers: { ...sending.headers(hop.method), ...hop.headers },
    ...(hop.body === null ? {} : { body: hop.body }),
    timeoutSeconds: Math.max(0, until - performance.now()) / 1000,
    bodyBytesMax: sending.limits.bodyBytesMax,
  })
}

function readRedirect(answer: SafeResponse, base: string): URL | null {
  const location = answer.headers.location?.[0]
  const isRedirect = [301, 302, 303, 307, 308].includes(answer.status)
  return isRedirect && location && URL.canParse(location, base) ? new URL(location, base) : null
}

/** 307 and 308 repeat the request; after the others a browser's POST goes on as a GET. */
function followRedirect(hop: SignedRequest, status: number, url: string): SignedRequest {
  if (status === 307 || status === 308) return { ...hop, url }
  return { method: 'GET', url, headers: {}, body: null, fields: {} }
}

function judgeStatus(status: number, { isSuccess }: Sending): Verdict {
  if (isSuccess(status)) return 'accepted'
  // It limits the pace, whatever the launch: taken for a refusal, it would let every forgery pass.
  if (status === 429) return 'rate_limited'
  if (status >= 400 && status < 500) return 'refused'
  return status >= 500 ? 'server_error' : 'odd_status'
}

const verdicts: Record<OutboundReason, Verdict> = {
  refused_address: 'not_called',
  dns: 'unreachable',
  unreachable: 'unreachable',
  refused_connection: 'unreachable',
  tls: 'tls',
  timeout: 'timeout',
  too_large: 'broken',
  broken: 'broken',
}

function nameFailure(thrown: AppError): Verdict {
  if (thrown instanceof SafeFetchFailure) return verdicts[thrown.reason]
  return thrown.code === 'outbound_refused' ? 'not_called' : 'broken'
}
