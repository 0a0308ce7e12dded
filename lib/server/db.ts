import { setTimeout as wait } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool } from 'pg'
import { isConflict } from '@/lib/database-errors'
import { createBoundedPool } from '@/lib/server/bounded-pool'
import { env } from '@/lib/server/env'
import { PrismaClient } from '@/lib/server/prisma/client'

declare const branded: unique symbol

/** A client inside a running transaction. Only `inTransaction` makes one. */
export type Tx = Omit<PrismaClient, '$transaction' | '$connect' | '$disconnect' | '$on' | '$extends'> & {
  readonly [branded]: true
}

/** Reads may go through either. */
export type Reader = Tx | PrismaClient

// One pool a process, also when the module is evaluated again.
const holder = globalThis as typeof globalThis & { framegateDb?: PrismaClient; framegatePool?: Pool }

/** The database client, connected on first use. */
export function db(): PrismaClient {
  holder.framegateDb ??= new PrismaClient({ adapter: new PrismaPg(pool()) })
  return holder.framegateDb
}

/**
 * The connections of `db()`, for the reads of calls that come hundreds of times a second: Prisma's own work for one would be more
 * than theirs. Everything else goes through `db()`.
 */
export function pool(): Pool {
  holder.framegatePool ??= createPool(env().DATABASE_URL)
  return holder.framegatePool
}

export function createClient(url: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(createPool(url), { disposeExternalPool: true }) })
}

function createPool(url: string): Pool {
  return createBoundedPool({ connectionString: url, max: 12, application_name: 'framegate' })
}

const attemptsMax = 4
const pauseMs = 20

/**
 * Runs `work` in one transaction: all of it is committed, or none. One that lost to another at the same time (a serialisation
 * failure, a deadlock) is run again from the beginning, so `work` does nothing outside its transaction.
 */
export async function inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db().$transaction((client) => work(client as unknown as Tx), {
        timeout: 15_000,
        maxWait: 5_000,
      })
    } catch (thrown) {
      if (attempt === attemptsMax || !isConflict(thrown)) throw thrown
    }
    // Two that met once must not meet again in step.
    await wait(pauseMs * 2 ** attempt * Math.random())
  }
}
