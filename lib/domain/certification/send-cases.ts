import type { Case } from '@/lib/domain/certification/plan-cases'
import type { Result } from '@/lib/domain/certification/result'
import { type Exchange, type Sending, sendLaunch } from '@/lib/domain/certification/send-launch'
import {
  type CertificationFetch,
  type CertificationLimits,
  type CertificationTarget,
  declaredOrigins,
  isFrame,
} from '@/lib/domain/certification/target'
import { browserAgent, framingHeaders, ownAgent } from '@/lib/domain/framing/headers'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { Endpoint } from '@/lib/domain/samples/launches'
import { AppError } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'

export type CertificationProgress = { done: number; total: number; title: string }

/** Everything that a run sends: a few at once, until its whole time is over or too many answers did not come. */
export type Run = {
  send: (sent: Case) => Promise<Result>
  sendAll: (cases: readonly Case[]) => Promise<Result[]>
  /** Beside the cases: a launch once more, or a postback. Null when the run is over. */
  sendMore: (
    request: SignedRequest,
    endpoint: Endpoint | 'postback',
    agent?: string,
  ) => Promise<Exchange | null>
  /** The text of a script, null if it cannot be had. */
  loadScript: (url: string) => Promise<string | null>
  /** False once something was left out. */
  isComplete: () => boolean
  stop: () => void
}

export function openRun(
  target: CertificationTarget,
  limits: CertificationLimits,
  options: { fetch: CertificationFetch; onProgress?: (progress: CertificationProgress) => void },
): Run {
  const deadline = performance.now() + limits.totalSeconds * 1000
  const state = { done: 0, total: 1, hangs: 0, isStopped: false, isComplete: true }
  const isOver = () => state.isStopped || state.hangs >= limits.hangsMax || performance.now() >= deadline

  async function sendMore(
    request: SignedRequest,
    endpoint: Endpoint | 'postback',
    agent?: string,
  ): Promise<Exchange | null> {
    if (!isOver()) {
      const exchange = await sendLaunch(
        request,
        withAgent(describeSending(target, endpoint, limits, options.fetch, deadline), agent),
      )
      const isCutOff = exchange.verdict === 'timeout' && performance.now() >= deadline
      if (exchange.verdict === 'timeout') state.hangs += 1
      if (!isCutOff) return exchange
    }
    state.isComplete = false
    return null
  }

  async function send(sent: Case): Promise<Result> {
    const exchange = await sendMore(sent.request, sent.endpoint)
    state.done += 1
    options.onProgress?.({ done: state.done, total: state.total, title: sent.title })
    return { case: sent, exchange }
  }

  return {
    send,
    sendMore,
    sendAll: (cases) => {
      state.total = state.done + cases.length
      return mapLimited(cases, limits.concurrency, send)
    },
    loadScript: (url) => (isOver() ? Promise.resolve(null) : loadText(url, limits, options.fetch)),
    isComplete: () => state.isComplete,
    stop: () => {
      state.isStopped = true
      state.isComplete = false
    },
  }
}

function describeSending(
  target: CertificationTarget,
  endpoint: Endpoint | 'postback',
  limits: CertificationLimits,
  fetch: CertificationFetch,
  deadline: number,
): Sending {
  return {
    fetch,
    limits,
    deadline,
    // Searches, activities and postbacks are no frames: a redirect of theirs is followed by nobody.
    origins: endpoint !== 'postback' && isFrame(target, endpoint) ? declaredOrigins(target) : null,
    headers: (method) => {
      if (endpoint === 'postback') return { 'user-agent': ownAgent }
      return isFrame(target, endpoint)
        ? framingHeaders(target.hostOrigin, method)
        : { accept: 'application/json', 'user-agent': ownAgent }
    },
    isSuccess: profileOf(target.protocol).certification.isSuccess,
  }
}

function withAgent(sending: Sending, agent: string | undefined): Sending {
  if (agent === undefined) return sending
  return { ...sending, headers: (method) => ({ ...sending.headers(method), 'user-agent': agent }) }
}

async function loadText(
  url: string,
  limits: CertificationLimits,
  fetch: CertificationFetch,
): Promise<string | null> {
  try {
    const timeoutSeconds = limits.requestSeconds / 2
    const headers = { 'user-agent': browserAgent, accept: '*/*', 'sec-fetch-dest': 'script' }
    const answer = await fetch({ url, timeoutSeconds, headers, bodyBytesMax: limits.scriptBytesMax })
    return answer.status === 200 ? answer.body.toString('utf8') : null
  } catch (thrown) {
    if (thrown instanceof AppError) return null
    throw thrown
  }
}

async function mapLimited<Input, Output>(
  inputs: readonly Input[],
  concurrency: number,
  work: (input: Input) => Promise<Output>,
): Promise<Output[]> {
  const outputs: Output[] = []
  const waiting = inputs.entries()
  const workers = Array.from({ length: Math.min(concurrency, inputs.length) }, async () => {
    for (const [index, input] of waiting) outputs[index] = await work(input)
  })
  await Promise.all(workers)
  return outputs
}
