import { afterEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '@/lib/errors'
import { answerEvents, onlyChanged } from '@/lib/http/event-stream'
import { db } from '@/lib/server/db'
import { countWatchers } from '@/lib/server/wakes'
import '@/test/database'
import { codeOf } from '@/test/refusals'

const leaving: AbortController[] = []
afterEach(async () => {
  for (const controller of leaving.splice(0)) controller.abort()
  await vi.waitFor(() => expect(countWatchers()).toBe(0))
})

type Item = { id: string }

/** A reader of the news of a topic, who is told what `poll` finds. */
function watch(
  poll: (after: string) => Promise<Item[]>,
  { readerId = 'reader', topic = 'connector:con_1' } = {},
) {
  const controller = new AbortController()
  leaving.push(controller)
  const response = answerEvents({ signal: controller.signal, readerId, topic, after: '0', poll })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const ended = (async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value
  })()
  return { text: () => text, ended, leave: () => controller.abort() }
}

function tell(topic: string) {
  return db().$queryRaw`SELECT pg_notify('framegate_wake', ${topic})::text`
}

describe('a stream of events', () => {
  test('asks when there are news of its topic, and not each second', async () => {
    let polls = 0
    const items: Item[] = []
    const seen = watch(async () => {
      polls += 1
      return items.splice(0)
    })
    // The first look, and one more once this process listens.
    await vi.waitFor(() => expect(polls).toBe(2), { timeout: 4_000 })
    await tell('connector:con_2')
    items.push({ id: '1' })
    await tell('connector:con_1')
    await vi.waitFor(() => expect(seen.text()).toContain('id: 1\ndata: {"id":"1"}'), { timeout: 10_000 })
    expect(polls).toBe(3)
  })

  test('ends for a reader who may not read any more', async () => {
    let mayRead = true
    const seen = watch(async () => {
      if (!mayRead) throw new AppError('forbidden', 'No more.')
      return []
    })
    await vi.waitFor(() => expect(countWatchers()).toBe(1), { timeout: 10_000 })
    mayRead = false
    await tell('connector:con_1')
    await seen.ended
    expect(seen.text()).toContain('event: end\ndata: {"code":"forbidden"}')
  })

  test('is one of eight of a member at most, and another may begin when one has ended', async () => {
    const streams = Array.from({ length: 8 }, () => watch(async () => []))
    expect(await codeOf(() => watch(async () => []))).toBe('rate_limited')
    watch(async () => [], { readerId: 'somebody else' })
    streams[0]?.leave()
    await streams[0]?.ended
    watch(async () => [])
  })
})

test('of a list that is read again and again only what changed is told, the oldest first', async () => {
  const readings = [
    [
      { id: '2', state: 'opening' },
      { id: '1', state: 'shown' },
    ],
    [
      { id: '2', state: 'opening' },
      { id: '1', state: 'shown' },
    ],
    [
      { id: '3', state: 'opening' },
      { id: '2', state: 'failed' },
    ],
  ]
  const poll = onlyChanged(async () => readings.shift() ?? [])
  expect((await poll()).map(({ id }) => id)).toEqual(['1', '2'])
  expect(await poll()).toEqual([])
  expect(await poll()).toEqual([
    { id: '2', state: 'failed' },
    { id: '3', state: 'opening' },
  ])
})
