import { setTimeout as wait } from 'node:timers/promises'
import { describeRedirect } from '@/lib/domain/framing/describe-redirect'
import { findUnproven } from '@/lib/domain/origins/proven'
import { type Backoff, nextAttempt, readRetryAfter } from '@/lib/domain/postbacks/backoff'
import { type ClaimedPostback, claimPostbacks } from '@/lib/domain/postbacks/claim'
import { isRecordBody } from '@/lib/domain/postbacks/event-body'
import {
  type Attempt,
  type AttemptRequest,
  type AttemptResponse,
  erasedText,
} from '@/lib/domain/postbacks/postbacks.schema'
import { type Outcome, settlePostback } from '@/lib/domain/postbacks/settle'
import { noteUsed, type OpenSecret } from '@/lib/domain/secrets/opened'
import { openForSigning } from '@/lib/domain/secrets/openers'
import { AppError } from '@/lib/errors'
import { signPostbackHeaders } from '@/lib/protocols/postback'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { log } from '@/lib/server/log'
import { type SafeResponse, safeFetch } from '@/lib/server/safe-fetch'

export type DeliveryOptions = {
  clock?: () => Date
  /** From 0 to 1, as `Math.random`. */
  random?: () => number
  backoff?: Backoff
  timeoutSeconds?: number
  /** How long a claim holds: longer than an attempt, so that only a process that died loses one. */
  leaseSeconds?: number
  /** How many attempts that began a moment ago are under way. */
  concurrency?: number
  /** How many are, with those whose server takes its time. */
  openMax?: number
  perWidget?: number
  perHost?: number
  fetch?: typeof safeFetch
  /** Once aborted, nothing new starts; what is running finishes. */
  stopping?: AbortSignal
}

const bodyBytesMax = 64 * 1024
const movedStatuses = [301, 308]
const bodyShownMax = 2048
const shownHeaders = ['content-type', 'retry-after', 'location', 'server', 'date', 'content-length']
const postponeSeconds = 300
/** A proof sends what it holds at once; this is for an origin that the operator listed meanwhile. */
const holdSeconds = 900
/** What ends within this is followed up together: each look reads everything that is pending. */
const gatherMs = 25
/** An attempt that takes longer keeps its connection and leaves its place to others: servers that hang hold up only themselves. */
const slowMs = 500

type Settings = ReturnType<typeof settingsOf>

let wake: (() => void) | undefined

/**
 * Sends all due postbacks and events, many at once, at most a few for each widget and webhook. Called again while it runs, it only looks again:
 * one of these works in a process, however often it is woken. A process may die at any moment: what it had claimed is sent again,
 * with the same id, when the claim ends.
 */
export async function deliverPostbacks(options: DeliveryOptions = {}): Promise<void> {
  if (wake) {
    wake()
    return
  }
  // A call that comes before the first look needs no more than that look.
  wake = () => undefined
  try {
    await workOff(settingsOf(options))
  } finally {
    wake = undefined
  }
}

function settingsOf(options: DeliveryOptions) {
  return {
    clock: databaseNow,
    random: Math.random,
    timeoutSeconds: 15,
    leaseSeconds: 30,
    concurrency: 32,
    openMax: 256,
    perWidget: 4,
    perHost: 8,
    fetch: safeFetch,
    ...options,
  }
}

async function workOff(settings: Settings): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const quick = new Set<Promise<void>>()
  for (;;) {
    const woken = new Promise<void>((settle) => {
      wake = settle
    })
    const limit = Math.min(settings.concurrency - quick.size, settings.openMax - underWay.size)
    const claimed =
      settings.stopping?.aborted || limit <= 0
        ? []
        : await claimPostbacks({ ...settings, now: settings.clock(), limit })
    for (const postback of claimed) {
      const leave = () => {
        quick.delete(sending)
        wake?.()
      }
      const slow = setTimeout(leave, slowMs)
      const sending = sendPostback(postback, settings).finally(() => {
        clearTimeout(slow)
        quick.delete(sending)
        underWay.delete(sending)
      })
      underWay.add(sending)
      quick.add(sending)
    }
    if (underWay.size === 0) return
    await Promise.race([woken, ...underWay])
    await wait(gatherMs)
  }
}

/** One attempt, from the signature to what is written of it. It never throws: a claim that was not settled expires. */
async function sendPostback(postback: ClaimedPostback, settings: Settings): Promise<void> {
  try {
    const now = settings.clock()
    if (isRecordBody(postback.type) && postback.body === null) return await cancelErased(postback, now)
    const heldOrigin = await findHeldOrigin(postback, now)
    if (heldOrigin) return await putBack(postback, { seconds: holdSeconds, heldOrigin }, settings)
    const secrets = await openForSigning(db(), secretOwnerOf(postback), now).catch(asUnavailable)
    const [active] = secrets ?? []
    if (!secrets || !active) {
      log.warn({ postback: postback.id, code: 'secrets_unavailable' }, 'a postback waits for the master key')
      return await putBack(postback, { seconds: postponeSeconds, heldOrigin: null }, settings)
    }
    // Only what can end within the claim is begun, so that nobody else sends it at the same time.
    const leftSeconds = (postback.leaseEndsAt - performance.now()) / 1000
    if (leftSeconds < settings.timeoutSeconds) return
    const signed = signPostbackHeaders({
      id: postback.id,
      secrets: secrets.map(({ secret }) => keyOf(secret, postback)),
      now,
      body: postback.body ?? undefined,
    })
    const headers = postback.body === null ? signed : { 'content-type': 'application/json', ...signed }
    const startedAt = performance.now()
    const answer = await settings
      .fetch({
        url: postback.url,
        method: postback.method,
        headers,
        ...(postback.body === null ? {} : { body: postback.body }),
        timeoutSeconds: settings.timeoutSeconds,
        bodyBytesMax,
      })
      .catch(asFailure)
    const attempt: Attempt = {
      at: now,
      durationMs: Math.round(performance.now() - startedAt),
      request: describeRequest(postback, headers, secrets),
      ...('failure' in answer
        ? { status: null, error: answer.failure, response: undefined }
        : {
            status: answer.status,
            error: describeRedirect(answer, postback.url),
            response: describeResponse(answer),
          }),
    }
    await settlePostback(postback, attempt, judge(postback, attempt, answer, settings))
    await noteUsed(db(), active, now)
  } catch (thrown) {
    log.warn({ postback: postback.id, cause: String(thrown) }, 'a postback could not be settled')
  }
}

/** The origin that a partner has to prove first. A team sends its own data to its own server, which a test event reached. */
async function findHeldOrigin({ widgetId, url }: ClaimedPostback, now: Date): Promise<string | undefined> {
  if (widgetId === null) return undefined
  const { origin } = new URL(url)
  const unproven = await findUnproven(db(), { widgetId, origins: [origin], now })
  return unproven.has(origin) ? origin : undefined
}

function secretOwnerOf({ widgetId, endpointId }: ClaimedPostback) {
  return widgetId === null
    ? { kind: 'webhook' as const, ownerId: endpointId ?? '' }
    : { kind: 'widget' as const, ownerId: widgetId }
}

/** A widget's secret is used as its text, a webhook's as the key that it writes in base64. */
function keyOf(secret: string, { endpointId }: ClaimedPostback): string | Uint8Array {
  return endpointId === null ? secret : Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
}

/** The record was erased after a process claimed its event and died. */
async function cancelErased({ id, claimedUntil }: ClaimedPostback, now: Date): Promise<void> {
  await db().postback.updateMany({
    where: { id, state: 'pending', claimedUntil },
    data: {
      state: 'cancelled',
      settledAt: now,
      nextAttemptAt: null,
      claimedUntil: null,
      lastError: erasedText,
    },
  })
}

/** Nothing was sent, and the receiver is not at fault, so it doesn't count as an attempt. */
async function putBack(
  postback: ClaimedPostback,
  { seconds, heldOrigin }: { seconds: number; heldOrigin: string | null },
  settings: Settings,
): Promise<void> {
  await db().postback.updateMany({
    where: { id: postback.id, state: 'pending', claimedUntil: postback.claimedUntil },
    data: {
      claimedUntil: null,
      heldOrigin,
      nextAttemptAt: new Date(settings.clock().getTime() + seconds * 1000),
    },
  })
}

function judge(
  postback: ClaimedPostback,
  { status }: Attempt,
  answer: SafeResponse | { failure: string },
  { clock, random, backoff }: Settings,
): Outcome {
  if (status !== null && status >= 200 && status < 300) return { state: 'delivered', settledAt: clock() }
  if (status === 410) return { state: 'gone', at: clock() }
  // It says that it moved for good: the same address answers the same in three days.
  if (status !== null && movedStatuses.includes(status)) return { state: 'failed', settledAt: clock() }
  const now = clock()
  const header = 'failure' in answer ? undefined : answer.headers['retry-after']?.[0]
  const next = nextAttempt({
    attempts: postback.attempts + 1,
    now,
    giveUpAt: postback.giveUpAt,
    retryAfterSeconds: status === null ? undefined : readRetryAfter(status, header, now),
    random: random(),
    ...(backoff ? { backoff } : {}),
  })
  return next ? { state: 'pending', nextAttemptAt: next } : { state: 'failed', settledAt: now }
}

function describeRequest(
  postback: ClaimedPostback,
  headers: Record<string, string>,
  secrets: Pick<OpenSecret, 'version' | 'fingerprint'>[],
): AttemptRequest {
  const by = secrets.map(({ version, fingerprint }) => `v1,… by secret v${version} (${fingerprint})`)
  return {
    method: postback.method,
    origin: new URL(postback.url).origin,
    headers: { ...headers, 'webhook-signature': by.join(' ') },
  }
}

function describeResponse({ headers, body, isTruncated }: SafeResponse): AttemptResponse {
  const shown = shownHeaders.flatMap((name) => {
    const value = headers[name]?.join(', ')
    return value === undefined ? [] : [[name, toStorable(value).slice(0, 500)] as const]
  })
  return {
    headers: Object.fromEntries(shown),
    body: toStorable(body.subarray(0, bodyShownMax).toString('utf8')),
    isTruncated: isTruncated || body.length > bodyShownMax,
  }
}

/** PostgreSQL stores no NUL, and a page shows no other control character than line ends and tabs. */
function toStorable(text: string): string {
  return text.replace(/[^\P{Cc}\n\r\t]/gu, '\uFFFD').toWellFormed()
}

function asFailure(thrown: unknown): { failure: string } {
  if (thrown instanceof AppError) return { failure: thrown.publicDetail }
  throw thrown
}

function asUnavailable(thrown: unknown): undefined {
  if (thrown instanceof AppError && thrown.code === 'secrets_unavailable') return undefined
  throw thrown
}
