import { AppError } from '@/lib/errors'
import type { FreshWindow } from '@/lib/protocols/protocol'

/** The window that the published protocols share: 5 minutes back, and a minute ahead for clocks. */
export const fiveMinutes: FreshWindow = { pastSeconds: 300, futureSeconds: 60 }

/** @throws AppError expired, from_the_future. A time that is not a number is never fresh. */
export function requireFresh(signedAt: number, now: Date, window: FreshWindow): void {
  const ageSeconds = (now.getTime() - signedAt) / 1000
  if (ageSeconds < -window.futureSeconds)
    throw new AppError('from_the_future', 'The timestamp is more than a minute in the future.')
  if (!(ageSeconds <= window.pastSeconds))
    throw new AppError('expired', `The request is older than ${window.pastSeconds} seconds.`)
}

/**
 * Ten ASCII digits of Unix seconds as milliseconds: neither signs, spaces, hex, milliseconds nor years beyond 2286.
 * @throws AppError malformed_timestamp
 */
export function parseUnixSeconds(text: string): number {
  if (!/^[0-9]{10}$/.test(text))
    throw new AppError('malformed_timestamp', 'The timestamp is not Unix seconds in ten digits.')
  return Number(text) * 1000
}

/** A time as Unix seconds, cut off and not rounded: a signer never writes a second that has not come. */
export function toUnixSeconds(time: Date): string {
  return String(Math.floor(time.getTime() / 1000))
}
