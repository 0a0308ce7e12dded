import type { Actor } from '@/lib/auth/permissions'
import { AppError } from '@/lib/errors'

/**
 * How many long answers of a kind one member has open in this process: each holds a connection and asks the database again and again.
 * `take` gives back what ends it, as often as one likes.
 */
export function readerPlaces({ most, refusal }: { most: number; refusal: string }) {
  const open = new Map<string, number>()
  return {
    /** @throws AppError rate_limited for a member who has as many open */
    take(readerId: string): () => void {
      const count = open.get(readerId) ?? 0
      if (count >= most) throw new AppError('rate_limited', refusal, { retryAfterSeconds: 30 })
      open.set(readerId, count + 1)
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        const left = (open.get(readerId) ?? 1) - 1
        if (left > 0) open.set(readerId, left)
        else open.delete(readerId)
      }
    },
  }
}

/** Whose long answers are counted together. */
export function readerOf(actor: Actor): string {
  return actor.kind === 'anonymous' ? '' : actor.userId
}
