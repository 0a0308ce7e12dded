import { AppError } from '@/lib/errors'
import { batchWrites } from '@/lib/server/batch-writes'
import { countUses, uncountUse, type Window } from '@/lib/server/rate-limit-store'

const limits = {
  sign_in_account: { points: 10, duration: 15 * 60 },
  sign_in_device: { points: 10, duration: 15 * 60 },
  sign_in_anywhere: { points: 100, duration: 15 * 60 },
  sign_in_address: { points: 100, duration: 15 * 60 },
  sign_up_address: { points: 60, duration: 60 * 60 },
  link_address: { points: 60, duration: 60 * 60 },
  probe_widget: { points: 30, duration: 60 },
  certification_start: { points: 60, duration: 60 * 60 },
  origin_check: { points: 30, duration: 60 * 60 },
  // By host, of all partners together, while nobody proved that it is theirs.
  unproven_run: { points: 5, duration: 60 * 60 },
  unproven_call: { points: 60, duration: 60 * 60 },
  // Hundreds a second come here: an instance takes some at a time, and what it did not use is lost with the minute.
  connector_call: { points: 1200, duration: 60, lease: 20 },
  api_call: { points: 1200, duration: 60, lease: 20 },
  api_refused: { points: 120, duration: 60 },
  oauth_address: { points: 600, duration: 60 },
  oauth_client: { points: 600, duration: 60 },
  oauth_refused: { points: 60, duration: 60 },
  connector_refused: { points: 120, duration: 60 },
  connector_test: { points: 30, duration: 60 },
  // By user of an embedding CRM, and refused tokens by address.
  embed_call: { points: 240, duration: 60 },
  embed_refused: { points: 120, duration: 60 },
  launch_refresh: { points: 60, duration: 60 },
  launch_message: { points: 120, duration: 60 },
  doctor: { points: 60, duration: 60 },
  partner_call: { points: 60, duration: 60 },
  sandbox_launch: { points: 120, duration: 60 },
  testing_request: { points: 30, duration: 60 * 60 },
} as const satisfies Record<string, { points: number; duration: number; lease?: number }>

export type LimitName = keyof typeof limits

/** A limit's state after a use, for the response headers. */
export type LimitState = { limit: number; remaining: number; resetSeconds: number }

/** Counts one use of `name` by `key`, shared by all instances. @throws AppError `rate_limited` with the seconds to wait. */
export async function consumeLimit(name: LimitName, key: string): Promise<LimitState> {
  const id = `${name}:${key}`
  const [leased] = takeLeased(id, 1)
  if (leased) return toState(name, leased)
  const consume = consumers.get(id) ?? createConsumer(name, key, id)
  return toState(name, await consume())
}

/** What is left of a key's uses after one of them, and when, by the monotonic clock, it is whole again. */
type Use = { remaining: number; until: number }

function toState(name: LimitName, { remaining, until }: Use): LimitState {
  const resetSeconds = Math.max(0, Math.ceil((until - performance.now()) / 1000))
  return { limit: limits[name].points, remaining, resetSeconds }
}

/** One for each key that is counted at this moment. */
const consumers = new Map<string, () => Promise<Use>>()

/** What an instance has taken of a key's uses and not given out yet, and what was left for all when it did. */
const leases = new Map<string, Use & { left: number }>()
const leasesMax = 10_000

/** Takes up to `count` of what is leased. */
function takeLeased(id: string, count: number): Use[] {
  const lease = leases.get(id)
  if (!lease || lease.left === 0 || lease.until <= performance.now()) {
    leases.delete(id)
    return []
  }
  return Array.from({ length: Math.min(count, lease.left) }, () => {
    lease.left -= 1
    return { remaining: lease.remaining + lease.left, until: lease.until }
  })
}

type Answer = (result: Use | AppError) => void

/** Uses of one key that come while one is counted are counted together, each with its own answer. Never more than the limit in all. */
function createConsumer(name: LimitName, key: string, id: string): () => Promise<Use> {
  const { points, duration, lease = 1 }: { points: number; duration: number; lease?: number } = limits[name]
  let open = 0
  const add = batchWrites(async (answers: Answer[]) => {
    for (const use of takeLeased(id, answers.length)) answers.shift()?.(use)
    if (answers.length === 0) return
    const taken = answers.length + lease - 1
    const state = await countUses({ name, key, count: taken, durationSeconds: duration })
    const granted = Math.max(0, Math.min(taken, points - (state.used - taken)))
    const until = performance.now() + state.msLeft
    const remaining = Math.max(0, points - state.used)
    for (const [index, answer] of answers.entries())
      answer(index < granted ? { remaining: remaining + granted - index - 1, until } : toLimitError(state))
    if (granted <= answers.length) return
    if (leases.size >= leasesMax) leases.clear()
    leases.set(id, { left: granted - answers.length, remaining, until })
  })
  const consume = async () => {
    open += 1
    try {
      let result: Use | AppError | undefined
      await add((answer) => {
        result = answer
      })
      if (!result) throw new Error('A use was counted and not answered.')
      if (result instanceof AppError) throw result
      return result
    } finally {
      open -= 1
      if (open === 0) consumers.delete(id)
    }
  }
  consumers.set(id, consume)
  return consume
}

/** Gives one use back: for limits that count failures only, which take first so that many tries at once are counted too. */
export async function returnLimit(name: LimitName, key: string): Promise<void> {
  await uncountUse({ name, key })
}

function toLimitError({ msLeft }: Window): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msLeft / 1000))
  return new AppError('rate_limited', `Too many attempts. Try again in ${spellSeconds(retryAfterSeconds)}.`, {
    retryAfterSeconds,
  })
}

function spellSeconds(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
