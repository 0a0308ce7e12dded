import type { Pool } from 'pg'
import { createBoundedPool } from '@/lib/server/bounded-pool'
import { env } from '@/lib/server/env'

// One pool a process, also when the module is evaluated again.
const holder = globalThis as typeof globalThis & { framegateAsyncCommitPool?: Pool }

/**
 * Connections for counters and logs: a commit does not wait for the disk, so a crash of the database server may lose the last
 * half second of them, and never corrupts anything. Whatever must not be lost goes through `db()`.
 */
export function asyncCommitPool(): Pool {
  if (holder.framegateAsyncCommitPool) return holder.framegateAsyncCommitPool
  const created = createBoundedPool({
    connectionString: env().DATABASE_URL,
    max: 4,
    options: '-c synchronous_commit=off',
    application_name: 'framegate-async-commit',
  })
  holder.framegateAsyncCommitPool = created
  return created
}
