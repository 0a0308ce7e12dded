import type { CertificationFetch, CertificationLimits } from '@/lib/domain/certification/target'
import { describeRedirect } from '@/lib/domain/framing/describe-redirect'
import {
  followHops,
  type Hop,
  type HopsEnd,
  judgeStatus,
  readLocation,
  redirectsMax,
} from '@/lib/domain/framing/follow-hops'
import { nameBarrier } from '@/lib/domain/framing/name-barrier'
import { describeSignIn } from '@/lib/domain/framing/sign-in'
import type { SignedRequest } from '@/lib/protocols/protocol'
import type { SafeResponse } from '@/lib/server/safe-fetch'
import type { OutboundReason } from '@/lib/server/safe-fetch-failure'

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

/**
 * Sends a launch as a browser's frame would, without cookies: redirects within the declared origins are followed, and each hop and the
 * time of all of them counts. Never throws for what the other side does.
 */
export async function sendLaunch(request: SignedRequest, sending: Sending): Promise<Exchange> {
  const startedAt = performance.now()
  const until = Math.min(startedAt + sending.limits.requestSeconds * 1000, sending.deadline)
  const ended = await followHops(request, {
    send: (hop, secondsLeft) => fetchHop(hop, sending, secondsLeft),
    seconds: (until - startedAt) / 1000,
    origins: sending.origins,
  })
  return {
    request,
    ...judgeEnd(ended, sending),
    finalUrl: ended.kind === 'failed' ? ended.url : (ended.hops.at(-1)?.request.url ?? request.url),
    redirects: listRedirects(ended.hops),
    agent: sending.headers(request.method)['user-agent'] ?? '',
    durationMs: performance.now() - startedAt,
  }
}

function fetchHop(hop: SignedRequest, sending: Sending, timeoutSeconds: number): Promise<SafeResponse> {
  return sending.fetch({
    url: hop.url,
    method: hop.method,
    headers: { ...sending.headers(hop.method), ...hop.headers },
    ...(hop.body === null ? {} : { body: hop.body }),
    timeoutSeconds,
    bodyBytesMax: sending.limits.bodyBytesMax,
  })
}

function judgeEnd(ended: HopsEnd, { isSuccess }: Sending): Pick<Exchange, 'verdict' | 'answer' | 'failure'> {
  const { kind, url } = ended
  switch (kind) {
    case 'failed': {
      const verdict = ended.reason ? verdicts[ended.reason] : 'broken'
      return { verdict, answer: null, failure: ended.thrown.publicDetail }
    }
    case 'held_back':
      return { verdict: 'not_called', answer: null, failure: '' }
    case 'redirected':
      return {
        verdict: 'odd_status',
        answer: ended.answer,
        failure: describeRedirect(ended.answer, url) ?? '',
      }
    case 'undeclared_origin': {
      const undeclared = `It redirects to ${new URL(url).origin}, which is not one of its declared origins.`
      const failure = [undeclared, describeSignIn(url)].filter(Boolean).join(' ')
      return { verdict: 'undeclared_origin', answer: ended.answer, failure }
    }
    case 'redirect_loop':
      return {
        verdict: 'redirect_loop',
        answer: ended.answer,
        failure: `It redirects more than ${redirectsMax} times.`,
      }
    case 'answered': {
      const barrier = nameBarrier(ended.answer)
      return barrier?.kind === 'challenge'
        ? { verdict: 'challenged', answer: ended.answer, failure: barrier.sentence }
        : { verdict: judgeStatus(ended.answer.status, isSuccess), answer: ended.answer, failure: '' }
    }
  }
}

function listRedirects(hops: readonly Hop[]): string[] {
  return hops.flatMap(({ request, answer }) => {
    const location = readLocation(answer, request.url)
    return location ? [`${answer.status} to ${location.origin}${location.pathname}`] : []
  })
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
