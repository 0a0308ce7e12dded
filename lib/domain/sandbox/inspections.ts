import type { Actor } from '@/lib/auth/permissions'
import { hideAll, listProofs } from '@/lib/domain/certification/describe-exchange'
import {
  followHops,
  type Hop,
  type HopsEnd,
  judgeStatus,
  redirectsMax,
} from '@/lib/domain/framing/follow-hops'
import { framingHeaders, ownAgent } from '@/lib/domain/framing/headers'
import { nameBarrier } from '@/lib/domain/framing/name-barrier'
import { boundUnproven } from '@/lib/domain/origins/unproven-bounds'
import { isProtocolId } from '@/lib/domain/protocols/facts.schema'
import { isFramePlace } from '@/lib/domain/protocols/places.schema'
import { isLoopbackUrl } from '@/lib/domain/protocols/widget-url'
import { explainFraming } from '@/lib/domain/sandbox/explain-framing'
import { judgeCookies } from '@/lib/domain/sandbox/judge-cookies'
import type { InspectedHop, Inspection, SandboxOutcome } from '@/lib/domain/sandbox/launches.schema'
import { inspection } from '@/lib/domain/sandbox/launches.schema'
import { findOwn, hideToken, openEnvelope, type SandboxEnvelope } from '@/lib/domain/sandbox/read'
import { openSandboxSigning, requireSandboxUser } from '@/lib/domain/sandbox/target'
import { AppError, notFound } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { type SafeResponse, safeFetch } from '@/lib/server/safe-fetch'

const totalSeconds = 8
const bodyBytesMax = 64 * 1024
const excerptLengthMax = 4000
const headersMax = 60
const headerLengthMax = 1000

/**
 * Sends the very request of a launch from the portal's server, hop by hop, and stores the response: headers with their verdicts, cookies, times.
 * Once per launch: later calls get the stored result. An address of the developer's own machine is never called.
 * @throws AppError not_found, conflict while another look is under way, secrets_unavailable, rate_limited for an unproven host
 */
export async function inspectSandboxLaunch(
  actor: Actor,
  input: { launchId: string },
  now = databaseNow(),
): Promise<Inspection> {
  const row = await findOwn(requireSandboxUser(actor), input.launchId)
  if (row.inspected !== null) return inspection.parse(row.inspected)
  const { protocol } = row.widget
  if (!isProtocolId(protocol)) throw notFound('widget')
  const envelope = openEnvelope(row)
  const { request, isLocal } = envelope
  const origins = isLocal ? [] : [new URL(request.url).origin, ...envelope.origins]
  const giveBack = await boundUnproven('unproven_call', { widgetId: row.widgetId, origins, now })
  // Until the answer is there it counts as having none: a call that leaves something behind is never made twice.
  const claimed = await db().sandboxLaunch.updateMany({
    where: { id: row.id, outcome: 'signed' },
    data: { outcome: 'unreachable' },
  })
  if (claimed.count === 0) {
    await giveBack()
    throw new AppError('conflict', 'This launch is already being sent. Check again in a moment.')
  }
  const state = envelope.label === 'staged' ? 'staged' : 'active'
  const secrets = await openSandboxSigning({ id: row.widgetId, protocol }, state).then(
    ({ secret }) => [secret],
    // It was rotated since, so it can't be checked any more.
    () => [],
  )
  const found = isLocal ? browserOnly(localDetail, now) : await look(envelope, secrets, now)
  const status = found.hops.at(-1)?.status ?? null
  await db().sandboxLaunch.update({
    where: { id: row.id },
    data: { outcome: found.outcome, status, inspected: found },
    select: { id: true },
  })
  return found
}

const localDetail =
  'Opened only by your browser: the portal’s server never calls addresses on your own machine.'

async function look(envelope: SandboxEnvelope, secrets: string[], now: Date): Promise<Inspection> {
  const startedAt = performance.now()
  const ended = await followHops(envelope.request, {
    send: (request, secondsLeft) => send(request, envelope, secondsLeft),
    seconds: totalSeconds,
    origins: envelope.origins,
  })
  const isFailed = ended.kind === 'failed'
  const at = isFailed ? now : new Date(now.getTime() + performance.now() - startedAt)
  return conclude(judgeEnd(ended), ended.hops, envelope, secrets, at)
}

function send({ url, method, headers, body }: SignedRequest, { place }: SandboxEnvelope, seconds: number) {
  return safeFetch({
    url,
    method,
    headers: {
      ...(isFramePlace(place)
        ? framingHeaders(env().PORTAL_ORIGIN, method)
        : { accept: 'application/json', 'user-agent': ownAgent }),
      ...headers,
    },
    ...(body === null ? {} : { body }),
    timeoutSeconds: seconds,
    bodyBytesMax,
  })
}

type Conclusion = { outcome: SandboxOutcome; detail: string }

function judgeEnd(ended: HopsEnd): Conclusion {
  switch (ended.kind) {
    case 'failed': {
      const { reason, thrown } = ended
      if (!reason) throw thrown
      const detail = thrown.publicDetail
      return reason === 'refused_address'
        ? { outcome: 'browser_only', detail: `${detail} It was opened only by your browser.` }
        : { outcome: 'unreachable', detail }
    }
    case 'undeclared_origin':
      return {
        outcome: 'faulty',
        detail: `It redirects to ${new URL(ended.url).origin}, which this version does not declare, so the frame stops there.`,
      }
    case 'redirect_loop':
      return { outcome: 'faulty', detail: `It redirects more than ${redirectsMax} times.` }
    case 'answered':
      return judgeAnswer(ended.answer)
    case 'held_back':
    case 'redirected':
      throw new Error(`The sandbox follows redirects and calls every declared origin, not ${ended.kind}.`)
  }
}

function judgeAnswer(answer: SafeResponse): Conclusion {
  const barrier = nameBarrier(answer)
  if (barrier) return { outcome: 'faulty', detail: barrier.sentence }
  const { status } = answer
  switch (judgeStatus(status)) {
    case 'accepted':
      return { outcome: 'accepted', detail: `Your server answered ${status}.` }
    case 'rate_limited':
      return { outcome: 'faulty', detail: 'Your server answered 429: it limits the request rate.' }
    case 'refused':
      return { outcome: 'refused', detail: `Your server refused with ${status}.` }
    case 'server_error':
    case 'odd_status':
      return {
        outcome: 'faulty',
        detail: `Your server answered ${status}, which is neither a page nor a refusal.`,
      }
  }
}

function browserOnly(detail: string, now: Date): Inspection {
  return {
    at: now.toISOString(),
    outcome: 'browser_only',
    detail,
    hops: [],
    mayFrame: null,
    send: null,
    skewSeconds: null,
    contentType: null,
    excerpt: null,
  }
}

function conclude(
  conclusion: Conclusion,
  answers: Hop[],
  envelope: SandboxEnvelope,
  secrets: string[],
  at: Date,
): Inspection {
  const isFramed = isFramePlace(envelope.place)
  const described = answers.map((entry) => describeHop(entry, envelope, secrets))
  const last = described.at(-1)
  const answer = answers.at(-1)?.answer
  return {
    at: at.toISOString(),
    ...conclusion,
    hops: described.map(({ hop }) => hop),
    mayFrame: isFramed && last ? described.every(({ mayFrame }) => mayFrame) : null,
    send: isFramed ? (last?.send ?? null) : null,
    skewSeconds: answer ? readSkew(answer, at) : null,
    contentType: answer?.headers['content-type']?.[0]?.slice(0, headerLengthMax) ?? null,
    excerpt: answer ? readExcerpt(answer, hiddenOf(envelope, secrets)) : null,
  }
}

function describeHop({ request, answer }: Hop, envelope: SandboxEnvelope, secrets: string[]) {
  const portalOrigin = env().PORTAL_ORIGIN
  const { lines, mayFrame, send } = explainFraming(
    answer,
    { url: request.url, portalOrigin },
    envelope.origins,
  )
  const hidden = hiddenOf(envelope, secrets)
  const hide = (text: string) => hideToken(hideAll(text, hidden)).slice(0, headerLengthMax)
  const hop: InspectedHop = {
    method: request.method,
    url: hide(request.url),
    status: answer.status,
    headers: listHeaders(answer).map(([name, value]) => [name, hide(value)]),
    framing: isFramePlace(envelope.place) ? lines.map((line) => ({ ...line, value: hide(line.value) })) : [],
    cookies: judgeCookies(answer.headers['set-cookie'] ?? [], {
      isSecureOrigin: request.url.startsWith('https:') || isLoopbackUrl(request.url),
    }).slice(0, headersMax),
    ...(answer.resolvedMs === undefined ? {} : { resolvedMs: Math.round(answer.resolvedMs) }),
    ...(answer.connectedMs === undefined ? {} : { connectedMs: Math.round(answer.connectedMs) }),
    firstByteMs: answer.firstByteMs === undefined ? null : Math.round(answer.firstByteMs),
    totalMs: Math.round(answer.durationMs),
    bodyBytes: answer.body.length,
    isTruncated: answer.isTruncated,
  }
  return { hop, mayFrame, send }
}

function listHeaders({ headers }: SafeResponse): [string, string][] {
  return Object.entries(headers)
    .flatMap(([name, values]) =>
      values.map((value): [string, string] => [
        name,
        name === 'set-cookie' ? value.replace(/=[^;]*/, '=[left out]') : value,
      ]),
    )
    .slice(0, headersMax)
}

/** What an answer may repeat of the launch, and must not be kept: the secret, if its owner's page shows it, and what proves the launch. */
function hiddenOf({ request }: SandboxEnvelope, secrets: string[]): string[] {
  return [...secrets, ...listProofs(request)]
}

/** The Date header has whole seconds: it lags by up to one. */
function readSkew({ headers }: SafeResponse, at: Date): number | null {
  const date = Date.parse(headers.date?.[0] ?? '')
  if (Number.isNaN(date)) return null
  const seconds = (date - at.getTime()) / 1000
  return seconds > -1 && seconds <= 0 ? 0 : Math.round(seconds)
}

function readExcerpt(answer: SafeResponse, hidden: readonly string[]): string | null {
  const type = answer.headers['content-type']?.[0] ?? ''
  if (!/^text\/|json|xml|javascript/i.test(type)) return null
  // PostgreSQL keeps no NUL in JSON.
  const text = answer.body.toString('utf8').replaceAll('\0', '\uFFFD')
  return hideToken(hideAll(text, hidden)).slice(0, excerptLengthMax)
}
