import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '@/lib/errors'
import { gather } from '@/lib/server/gather'
import { loosePool } from '@/lib/server/loose-pool'

const limits = {
  sign_in_account: { points: 10, duration: 15 * 60 },
  sign_in_anywhere: { points: 100, duration: 15 * 60 },
  sign_in_address: { points: 100, duration: 15 * 60 },
  sign_up_address: { points: 60, duration: 60 * 60 },
  link_address: { points: 60, duration: 60 * 60 },
  probe_widget: { points: 30, duration: 60 },
  certification_start: { points: 60, duration: 60 * 60 },
  // Hundreds a second come here: an instance takes some at a time, and what it did not use is lost with the minute.
  connector_call: { points: 1200, duration: 60, lease: 20 },
  api_call: { points: 1200, duration: 60 },
  api_refused: { points: 120, duration: 60 },
  oauth_address: { points: 600, duration: 60 },
  oauth_client: { points: 600, duration: 60 },
  oauth_refused: { points: 60, duration: 60 },
  connector_refused: { points: 120, duration: 60 },
  connector_test: { points: 30, duration: 60 },
  launch_message: { points: 120, duration: 60 },
  doctor: { points: 60, duration: 60 },
  partner_call: { points: 60, duration: 60 },
  sandbox_launch: { points: 120, duration: 60 },
  testing_request: { points: 30, duration: 60 * 60 },
} as const satisfies Record<string, { points: number; duration: number; lease?: number }>

export type LimitName = keyof typeof limits

const holder = globalThis as typeof globalThis & { framegateLimiters?: Map<LimitName, RateLimiterPostgres> }

/** Counts one use of `name` by `key`, shared by all instances. @throws AppError `rate_limited` with the seconds to wait. */
export async function consumeLimit(name: LimitName, key: string): Promise<void> {
  const id = `${name}:${key}`
  if (takeLeased(id, 1) === 1) return
  const consume = consumers.get(id) ?? createConsumer(name, key, id)
  await consume()
}

/** One for each key that is counted at this moment. */
const consumers = new Map<string, () => Promise<void>>()

/** What an instance has taken of a key's uses and not given out yet. */
const leases = new Map<string, { left: number; until: number }>()
const leasesMax = 10_000

/** Takes up to `count` of what is left, and says how many it got. */
function takeLeased(id: string, count: number): number {
  const lease = leases.get(id)
  if (!lease || lease.left === 0 || lease.until <= Date.now()) {
    leases.delete(id)
    return 0
  }
  const got = Math.min(count, lease.left)
  lease.left -= got
  return got
}

/** Uses of one key that come while one is counted are counted together, each with its own answer. Never more than the limit in all. */
function createConsumer(name: LimitName, key: string, id: string): () => Promise<void> {
  const { points, lease = 1 }: { points: number; lease?: number } = limits[name]
  let open = 0
  const add = gather(async (answers: ((refusal: unknown) => void)[]) => {
    const leased = takeLeased(id, answers.length)
    for (const answer of answers.splice(0, leased)) answer(undefined)
    if (answers.length === 0) return
    const taken = answers.length + lease - 1
    const state = await limiter(name)
      .consume(key, taken)
      .catch((thrown: unknown) => {
        if (thrown instanceof RateLimiterRes) return thrown
        throw thrown
      })
    const granted = Math.min(taken, points - (state.consumedPoints - taken))
    const refusal = granted < answers.length ? toLimitError(state) : undefined
    for (const [index, answer] of answers.entries()) answer(index < granted ? undefined : refusal)
    if (granted <= answers.length) return
    if (leases.size >= leasesMax) leases.clear()
    leases.set(id, { left: granted - answers.length, until: Date.now() + state.msBeforeNext })
  })
  const consume = async () => {
    open += 1
    try {
      let refusal: unknown
      await add((answer) => {
        refusal = answer
      })
      if (refusal) throw refusal
    } finally {
      open -= 1
      if (open === 0) consumers.delete(id)
    }
  }
  consumers.set(id, consume)
  return consume
}

/** How a limit stands after a use, for the headers that tell a caller. */
export type LimitState = { limit: number; remaining: number; resetSeconds: number }

/** Counts one use as `consumeLimit` does, and says what is left. @throws AppError rate_limited */
export async function countUse(name: LimitName, key: string): Promise<LimitState> {
  try {
    const { remainingPoints, msBeforeNext } = await limiter(name).consume(key)
    return {
      limit: limits[name].points,
      remaining: remainingPoints,
      resetSeconds: Math.ceil(msBeforeNext / 1000),
    }
  } catch (thrown) {
    throw thrown instanceof RateLimiterRes ? toLimitError(thrown) : thrown
  }
}

/** Gives one use back: for limits that count failures only, which take first so that many tries at once are counted too. */
export async function returnLimit(name: LimitName, key: string): Promise<void> {
  await limiter(name).reward(key)
}

function limiter(name: LimitName): RateLimiterPostgres {
  holder.framegateLimiters ??= new Map()
  const existing = holder.framegateLimiters.get(name)
  if (existing) return existing
  const created = new RateLimiterPostgres({
    storeClient: loosePool(),
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix: name,
    points: limits[name].points,
    duration: limits[name].duration,
  })
  holder.framegateLimiters.set(name, created)
  return created
}

function toLimitError(thrown: RateLimiterRes): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(thrown.msBeforeNext / 1000))
  return new AppError('rate_limited', `Too many attempts. Try again in ${spellSeconds(retryAfterSeconds)}.`, {
    retryAfterSeconds,
  })
}

function spellSeconds(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
