import { checkMasterKeys } from '@/lib/domain/secrets'
import { toAppError } from '@/lib/errors'
import { db } from '@/lib/server/db'

export type Check = { ok: boolean; detail: string }
export type Readiness = { ready: boolean; checks: Record<'database' | 'masterKeys', Check> }

/** Database and master keys, each with its cause. Without keys only secret operations fail, yet the instance is not ready. */
export async function checkReadiness(): Promise<Readiness> {
  const database = await check(() => db().$queryRaw`SELECT 1`, 'answers')
  const masterKeys = database.ok
    ? await check(checkMasterKeys, 'open what this database holds')
    : { ok: false, detail: 'not checked without the database' }
  return { ready: database.ok && masterKeys.ok, checks: { database, masterKeys } }
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
