import { expect, test } from 'vitest'
import { heightsOf, paceOf } from '@/lib/stage/pace'

test('so many are let through in each stretch of time, and the next stretch begins anew', () => {
  const may = paceOf(2, 1_000)
  expect([may(0), may(10), may(20), may(999)]).toEqual([true, true, false, false])
  expect([may(1_000), may(1_001), may(1_002)]).toEqual([true, true, false])
})

test('a height is a whole number of pixels within bounds, and the same one again is no change', () => {
  const heightFor = heightsOf({ min: 80, max: 4_000 })
  expect([
    heightFor(412.4, 0),
    heightFor(412, 1),
    heightFor(1, 2),
    heightFor(1e9, 3),
    heightFor(-5, 4),
  ]).toEqual([412, undefined, 80, 4_000, 80])
})

test('a widget that asks for another height after each one is named as a loop once, and followed again later', () => {
  const heightFor = heightsOf({ min: 80, max: 4_000 })
  const answers = Array.from({ length: 60 }, (_, index) => heightFor(400 + index, index * 100))
  expect(answers.slice(0, 39)).toEqual(Array.from({ length: 39 }, (_, index) => 400 + index))
  expect(answers[39]).toEqual({ loop: [435, 436, 437, 438, 439] })
  expect(answers.slice(40)).toEqual(Array.from({ length: 20 }, () => undefined))
  expect(heightFor(500, 3_900 + 10_000)).toBe(500)
})

test('a page that grows for long, but slowly, is no loop', () => {
  const heightFor = heightsOf({ min: 80, max: 4_000 })
  for (let index = 0; index < 200; index += 1) expect(heightFor(100 + index, index * 200)).toBe(100 + index)
})
