import { checkMasterKeys } from '@/lib/domain/secrets/sealing'
import { toAppError } from '@/lib/errors'
import { clockSkewMs, sampleClock } from '@/lib/server/database-clock'
import { pool } from '@/lib/server/db'

export type Check = { ok: boolean; detail: string }
export type Readiness = { ready: boolean; checks: Record<'database' | 'clock' | 'masterKeys', Check> }

/** More than this is named, and more than the second makes an instance not ready: what it signs would be refused as old or early. */
const skewNamedMs = 2_000
const skewMaxMs = 60_000

const notChecked: Check = { ok: false, detail: 'not checked without the database' }

/**
 * Database, this machine's clock and master keys, each with its cause. Without keys only secret operations fail, yet the instance is
 * not ready.
 */
export async function checkReadiness(processNow: () => number = Date.now): Promise<Readiness> {
  const database = await check(() => sampleClock(pool(), processNow), 'answers')
  const clock = database.ok ? describeSkew(clockSkewMs() ?? 0) : notChecked
  const masterKeys = database.ok ? await check(checkMasterKeys, 'open what this database holds') : notChecked
  return { ready: database.ok && clock.ok && masterKeys.ok, checks: { database, clock, masterKeys } }
}

function describeSkew(skewMs: number): Check {
  const seconds = (Math.abs(skewMs) / 1000).toFixed(1)
  const side = skewMs > 0 ? 'ahead of' : 'behind'
  const detail =
    Math.abs(skewMs) > skewNamedMs
      ? `this machine's clock is ${seconds} s ${side} the database's`
      : "agrees with the database's"
  return { ok: Math.abs(skewMs) <= skewMaxMs, detail }
}

async function check(run: () => Promise<unknown>, good: string): Promise<Check> {
  try {
    await run()
    return { ok: true, detail: good }
  } catch (thrown) {
    const error = toAppError(thrown)
    // The cause of a key failure names a version and never a key; a database's message may hold an address, so its code must do.
    const detail =
      error.code === 'secrets_unavailable' && error.cause instanceof Error ? error.cause.message : error.code
    return { ok: false, detail }
  }
}
