import { expect, test } from 'vitest'
import { fitTabs } from './fit-tabs'

const row = (available: number, current: number, widths = [100, 80, 120, 60, 90]) =>
  fitTabs({ widths, available, moreWidth: 70, gap: 2, current })

test('all tabs stand where all fit, to the pixel', () => {
  expect(row(458, 0)).toEqual([0, 1, 2, 3, 4])
  expect(row(457, 0)).toEqual([0, 1, 2, 3])
})

test('the open tab is always there, in its order, and what stands leaves room for More', () => {
  for (let available = 0; available < 470; available += 1)
    for (let current = 0; current < 5; current += 1) {
      const shown = row(available, current)
      expect(shown).toContain(current)
      expect(shown).toEqual(shown.toSorted((one, other) => one - other))
    }
  expect(row(380, 4)).toEqual([0, 1, 4])
  expect(row(300, 4)).toEqual([0, 4])
  expect(row(20, 3)).toEqual([3])
})

test('without an open tab none is kept against the width', () => {
  expect(row(20, -1)).toEqual([])
  expect(row(200, -1)).toEqual([0])
})
