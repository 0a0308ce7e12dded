import { Pool } from 'pg'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '@/lib/errors'
import { env } from '@/lib/server/env'

const limits = {
  sign_in_account: { points: 10, duration: 15 * 60 },
  sign_in_anywhere: { points: 100, duration: 15 * 60 },
  sign_in_address: { points: 100, duration: 15 * 60 },
  sign_up_address: { points: 60, duration: 60 * 60 },
  link_address: { points: 60, duration: 60 * 60 },
  probe_widget: { points: 30, duration: 60 },
  connector_call: { points: 1200, duration: 60 },
  connector_refused: { points: 120, duration: 60 },
  connector_test: { points: 30, duration: 60 },
  testing_request: { points: 30, duration: 60 * 60 },
} as const

export type LimitName = keyof typeof limits

const holder = globalThis as typeof globalThis & { framegateLimiters?: Map<LimitName, RateLimiterPostgres> }

/** Counts one use of `name` by `key`, shared by all instances. @throws AppError `rate_limited` with the seconds to wait. */
export async function consumeLimit(name: LimitName, key: string): Promise<void> {
  try {
    await limiter(name).consume(key)
  } catch (thrown) {
    throw toLimitError(thrown)
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
    storeClient: pool(),
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix: name,
    ...limits[name],
  })
  holder.framegateLimiters.set(name, created)
  return created
}

let shared: Pool | undefined

function pool(): Pool {
  shared ??= new Pool({ connectionString: env().DATABASE_URL, max: 2, connectionTimeoutMillis: 5_000 })
  // Without a listener a lost idle connection would end the process.
  shared.on('error', () => {})
  return shared
}

function toLimitError(thrown: unknown): unknown {
  if (!(thrown instanceof RateLimiterRes)) return thrown
  const retryAfterSeconds = Math.max(1, Math.ceil(thrown.msBeforeNext / 1000))
  return new AppError('rate_limited', `Too many attempts. Try again in ${spellSeconds(retryAfterSeconds)}.`, {
    retryAfterSeconds,
  })
}

function spellSeconds(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
