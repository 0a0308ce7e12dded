import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'

const futureSeconds = 60
const pastSeconds = 300

/** The problem with a signing time, by the window of 5 minutes back and a minute ahead. */
export function judgeMoment(signedAt: number, now: Date): MistakeId[] {
  const ageSeconds = (now.getTime() - signedAt) / 1000
  if (Number.isNaN(ageSeconds)) return ['timestamp-malformed']
  if (ageSeconds > pastSeconds) return ['clock-behind']
  return ageSeconds < -futureSeconds ? ['clock-ahead'] : []
}

/** The same for Unix seconds in ten digits; thirteen are milliseconds. */
export function judgeUnixSeconds(text: string, now: Date): MistakeId[] {
  if (/^\d{13}$/.test(text)) return ['milliseconds']
  if (!/^\d{10}$/.test(text)) return ['timestamp-malformed']
  return judgeMoment(Number(text) * 1000, now)
}

/** The same for a moment until which a request is good, which its signer chose. */
export function judgeExpiry(text: string, now: Date): MistakeId[] {
  if (/^\d{13}$/.test(text)) return ['milliseconds']
  if (!/^\d{1,10}$/.test(text)) return ['timestamp-malformed']
  return Math.floor(now.getTime() / 1000) > Number(text) ? ['clock-behind'] : []
}
