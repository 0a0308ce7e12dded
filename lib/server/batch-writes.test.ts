import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { batchWrites } from '@/lib/server/batch-writes'
import { codeOf } from '@/test/refusals'

/** Writes that end when they are told to. */
function controlled() {
  const writes: { items: number[]; end: (thrown?: Error) => void }[] = []
  const write = (items: number[]) =>
    new Promise<void>((settle, fail) =>
      writes.push({ items, end: (thrown) => (thrown ? fail(thrown) : settle()) }),
    )
  return { writes, write }
}

describe('gathering', () => {
  test('writes the first at once, and all that came meanwhile together', async () => {
    const { writes, write } = controlled()
    const add = batchWrites(write)
    const done = [1, 2, 3].map(add)
    expect(writes.map(({ items }) => items)).toEqual([[1]])
    writes[0]?.end()
    await done[0]
    await nextTurn()
    expect(writes[1]?.items).toEqual([2, 3])
    writes[1]?.end()
    await Promise.all(done)
    const later = add(4)
    expect(writes[2]?.items).toEqual([4])
    writes[2]?.end()
    await later
  })

  test('takes no more at once than its bound', async () => {
    const sizes: number[] = []
    const add = batchWrites(async (items: number[]) => sizes.push(items.length), { itemsMax: 2 })
    await Promise.all([1, 2, 3, 4, 5, 6].map(add))
    expect(sizes).toEqual([1, 2, 2, 1])
  })

  test('lets writes begin a pause apart, and nobody wait alone', async () => {
    vi.useFakeTimers()
    try {
      const sizes: number[] = []
      const add = batchWrites(async (items: number[]) => sizes.push(items.length), { pauseMs: 50 })
      await add(1)
      const more = [2, 3].map(add)
      await vi.advanceTimersByTimeAsync(49)
      expect(sizes).toEqual([1])
      await vi.advanceTimersByTimeAsync(1)
      await Promise.all(more)
      expect(sizes).toEqual([1, 2])
    } finally {
      vi.useRealTimers()
    }
  })

  test('one item that cannot be written fails its own caller alone', async () => {
    const add = batchWrites(async (items: number[]) => {
      if (items.includes(3)) throw new Error('three')
    })
    const outcomes = await Promise.all([1, 2, 3, 4].map((item) => codeOf(add(item))))
    expect(outcomes.map((outcome) => /three/.test(outcome))).toEqual([false, false, true, false])
  })
})
