import { describe, expect, test } from 'vitest'
import { formatMoment, formatRelative } from './format-moment'

const now = new Date('2026-11-21T15:00:00Z')

describe('formatMoment', () => {
  test('leaves the year out of a moment in this year', () => {
    expect(formatMoment(new Date('2026-11-21T14:05:09Z'), 'datetime', 'utc', now)).toBe('21 Nov, 14:05')
    expect(formatMoment(new Date('2026-09-03T00:00:00Z'), 'date', 'utc', now)).toBe('3 Sep')
  })

  test('names the year of any other moment', () => {
    expect(formatMoment(new Date('2025-12-31T23:59:00Z'), 'datetime', 'utc', now)).toBe('31 Dec 2025, 23:59')
  })

  test('gives seconds to a time of day', () => {
    expect(formatMoment(new Date('2026-11-21T04:05:09Z'), 'time', 'utc', now)).toBe('04:05:09')
  })
})

describe('formatRelative', () => {
  test.each([
    ['2026-11-21T14:59:57Z', 'just now'],
    ['2026-11-21T14:59:49Z', '11 s ago'],
    ['2026-11-21T13:01:00Z', '1 h ago'],
    ['2026-11-22T13:30:00Z', 'in 22 h'],
    ['2026-11-18T15:00:00Z', '3 d ago'],
  ])('says of %s: %s', (moment, text) => {
    expect(formatRelative(new Date(moment), now)).toBe(text)
  })
})
