// The global one, not that of node:timers: a test's clock governs it.
const wait = (ms: number) => new Promise((settle) => setTimeout(settle, ms))

type Waiting<Item> = { item: Item; settle: () => void; fail: (thrown: unknown) => void }

type BatchOptions = {
  itemsMax?: number
  /** Writes begin this far apart: longer means fewer of them, and a longer wait under load. A single caller doesn't wait. */
  pauseMs?: number
}

/**
 * Gathers what comes while one write is under way into the next: under load many share a statement, and a single caller doesn't wait. Each
 * caller learns of its own item: if a write of many fails, each is tried separately.
 */
export function batchWrites<Item>(
  write: (items: Item[]) => Promise<unknown>,
  { itemsMax = 200, pauseMs = 0 }: BatchOptions = {},
) {
  const waiting: Waiting<Item>[] = []
  let isWriting = false
  async function drain(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      const pause = pauseMs > 0 ? wait(pauseMs) : undefined
      const batch = waiting.splice(0, itemsMax)
      try {
        await write(batch.map(({ item }) => item))
        for (const { settle } of batch) settle()
      } catch (thrown) {
        if (batch.length === 1) batch[0]?.fail(thrown)
        else await Promise.all(batch.map(({ item, settle, fail }) => write([item]).then(settle, fail)))
      }
      await pause
    }
    isWriting = false
  }
  return (item: Item): Promise<void> =>
    new Promise((settle, fail) => {
      waiting.push({ item, settle, fail })
      if (!isWriting) void drain()
    })
}
