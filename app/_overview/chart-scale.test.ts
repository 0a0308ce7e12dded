import { expect, test } from 'vitest'
import { labelledSteps, scaleTicks } from './chart-scale'

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 5, 10]],
  [14, [0, 5, 10, 15]],
  [99, [0, 50, 100]],
  [1680, [0, 1000, 2000]],
  [30_000, [0, 10_000, 20_000, 30_000]],
])('an axis up to %d has round values that reach it', (most, ticks) => {
  expect(scaleTicks(most)).toEqual(ticks)
})

test('at most six steps are labelled, the last one always', () => {
  for (const count of [1, 7, 24, 30, 90]) {
    const labelled = labelledSteps(count)
    expect(labelled.length).toBeLessThanOrEqual(6)
    expect(labelled.at(-1)).toBe(count - 1)
  }
})
