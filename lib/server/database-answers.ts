import type { Pool } from 'pg'
import { createBoundedPool } from '@/lib/server/bounded-pool'
import { databaseWatch } from '@/lib/server/database-watch'
import { env } from '@/lib/server/env'
import { outsideRequest } from '@/lib/server/outside-request'

const holder = globalThis as typeof globalThis & {
  framegateAnswers?: Pool
  framegateAnswersAsks?: Promise<boolean> | undefined
}

/**
 * Whether the database answers, for pages that would answer without it: known from a moment ago, or asked now, by all who wait
 * together. Takes as long as a statement may.
 */
export async function isDatabaseAnswering(): Promise<boolean> {
  const watch = databaseWatch(env().DATABASE_URL)
  if (watch.isAway) return false
  if (watch.isFresh) return true
  holder.framegateAnswersAsks ??= outsideRequest(ask).finally(() => {
    holder.framegateAnswersAsks = undefined
  })
  return holder.framegateAnswersAsks
}

function ask(): Promise<boolean> {
  holder.framegateAnswers ??= createBoundedPool({
    connectionString: env().DATABASE_URL,
    max: 1,
    application_name: 'framegate-answers',
  })
  return holder.framegateAnswers.query('SELECT 1').then(
    () => true,
    () => false,
  )
}
