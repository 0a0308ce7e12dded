/** The first wait, by how much each next one is longer, and the longest. */
export type Backoff = { firstSeconds: number; factor: number; longestSeconds: number }

/** About 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 5.7 h, then 6 h: some eighteen attempts in three days. */
export const postbackBackoff: Backoff = { firstSeconds: 5, factor: 4, longestSeconds: 6 * 60 * 60 }

const retryAfterSecondsMax = 12 * 60 * 60

/**
 * When to try again after so many failed attempts: exponential, a quarter more or less by chance so that those who failed together
 * do not come back together, no sooner than the receiver asked for (twelve hours at most), and the last time at `giveUpAt`.
 * None once that has come.
 */
export function nextAttempt(input: {
  attempts: number
  now: Date
  giveUpAt: Date
  retryAfterSeconds: number | undefined
  random: number
  backoff?: Backoff
}): Date | undefined {
  const { attempts, now, giveUpAt, retryAfterSeconds = 0, random } = input
  if (now >= giveUpAt) return undefined
  const { firstSeconds, factor, longestSeconds } = input.backoff ?? postbackBackoff
  const seconds = Math.min(longestSeconds, firstSeconds * factor ** (attempts - 1)) * (0.75 + random / 2)
  const asked = Math.min(retryAfterSeconds, retryAfterSecondsMax)
  const at = now.getTime() + Math.max(seconds, asked) * 1000
  return new Date(Math.min(Math.round(at), giveUpAt.getTime()))
}

/** The seconds of a Retry-After header, which is a number or a date. Only 429 and 503 may ask for a wait. */
export function readRetryAfter(status: number, header: string | undefined, now: Date): number | undefined {
  if ((status !== 429 && status !== 503) || header === undefined) return undefined
  if (/^\d{1,10}$/.test(header.trim())) return Number(header)
  const at = /[a-z]/i.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now.getTime()) / 1000))
}
