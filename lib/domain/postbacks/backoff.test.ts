import { describe, expect, test } from 'vitest'
import { nextAttempt, readRetryAfter } from '@/lib/domain/postbacks/backoff'

const now = new Date('2026-11-25T09:00:00Z')
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const giveUpAt = inSeconds(3 * 86_400)
const next = (attempts: number, fields: Partial<Parameters<typeof nextAttempt>[0]> = {}) =>
  nextAttempt({ attempts, now, giveUpAt, retryAfterSeconds: undefined, random: 0.5, ...fields })

describe('the wait for the next attempt', () => {
  test('grows by four from five seconds to six hours', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 30].map((attempts) => next(attempts))
    expect(waits).toEqual([5, 20, 80, 320, 1280, 5120, 20_480, 21_600, 21_600].map(inSeconds))
  })

  test('is a quarter shorter or longer by chance', () => {
    expect(next(3, { random: 0 })).toEqual(inSeconds(60))
    expect(next(3, { random: 1 })).toEqual(inSeconds(100))
  })

  test('is as long as the receiver asks, up to twelve hours, and never shorter than our own', () => {
    expect(next(1, { retryAfterSeconds: 600 })).toEqual(inSeconds(600))
    expect(next(1, { retryAfterSeconds: 9_999_999_999 })).toEqual(inSeconds(43_200))
    expect(next(4, { retryAfterSeconds: 1 })).toEqual(inSeconds(320))
  })

  test('ends with the three days: a last attempt then, and none after', () => {
    expect(next(8, { giveUpAt: inSeconds(60) })).toEqual(inSeconds(60))
    expect(next(8, { giveUpAt: now })).toBeUndefined()
  })

  test('leaves room for more than a dozen attempts in three days', () => {
    let at: Date | undefined = now
    let attempts = 0
    while (at) {
      attempts += 1
      at = nextAttempt({ attempts, now: at, giveUpAt, retryAfterSeconds: undefined, random: 0.5 })
    }
    expect(attempts).toBe(19)
  })
})

describe('a Retry-After header', () => {
  test('is read as seconds or as a date', () => {
    expect(readRetryAfter(429, '120', now)).toBe(120)
    expect(readRetryAfter(503, 'Wed, 25 Nov 2026 09:01:00 GMT', now)).toBe(60)
    expect(readRetryAfter(503, 'Wed, 25 Nov 2020 09:01:00 GMT', now)).toBe(0)
  })

  test('counts with 429 and 503 alone, and not when it is nonsense', () => {
    expect(readRetryAfter(500, '120', now)).toBeUndefined()
    for (const header of ['-1', '1.5', 'soon', '', '99999999999', undefined])
      expect(readRetryAfter(429, header, now), header).toBeUndefined()
  })
})
