import { setTimeout as wait } from 'node:timers/promises'
import { toAppError } from '@/lib/errors'
import { readerPlaces } from '@/lib/http/reader-places'
import { watchTopic } from '@/lib/server/wakes'

/** Without news its reader's rights are asked again this often, and news come at most so close together. */
const idleMs = 5_000
const pauseMs = 250
const beatMs = 15_000
/** A browser reconnects with the last id that it saw, so no stream holds a process for long. */
const lifeMs = 10 * 60 * 1000
const streamsMax = 8

const places = readerPlaces({
  most: streamsMax,
  refusal: `You already have ${streamsMax} live logs open. Close one first.`,
})

type Stream<Item> = {
  signal: AbortSignal
  /** The member who reads. */
  readerId: string
  /** Whose news wake it: see `watchTopic`. */
  topic: string
  /** The id after which it begins. */
  after: string
  poll: (after: string) => Promise<Item[]>
}

/**
 * Server-sent events of what `poll` finds after the last id, whenever there are news, until the reader leaves. A refusal ends the stream
 * with an event `end`, after which a browser shall not begin again.
 * @throws AppError rate_limited for a member with too many streams
 */
export function answerEvents<Item extends { id: string }>(given: Stream<Item>): Response {
  const { signal, readerId } = given
  const leave = places.take(readerId)
  const encoder = new TextEncoder()
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text))
      try {
        await follow(given, send)
      } catch (thrown) {
        // The reader left, or may not read any more.
        if (!signal.aborted)
          send(`event: end\ndata: ${JSON.stringify({ code: toAppError(thrown).code })}\n\n`)
      } finally {
        leave()
        try {
          controller.close()
        } catch {
          // It was closed by the reader.
        }
      }
    },
  })
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store, no-transform',
      // Else a proxy in front keeps events until its buffer is full.
      'x-accel-buffering': 'no',
    },
  })
}

/** For lists whose rows change: of each reading the items that are new or changed, the oldest first. */
export function onlyChanged<Item extends { id: string }>(read: () => Promise<Item[]>): () => Promise<Item[]> {
  let sent = new Map<string, string>()
  return async () => {
    const items = await read()
    const now = new Map(items.map((item) => [item.id, JSON.stringify(item)]))
    const changed = items.filter(({ id }) => now.get(id) !== sent.get(id))
    sent = now
    return changed.toReversed()
  }
}

async function follow<Item extends { id: string }>(
  { signal, topic, after, poll }: Stream<Item>,
  send: (text: string) => void,
): Promise<void> {
  const news = watchTopic(topic)
  const endsAt = Date.now() + lifeMs
  let last = after
  let beatAt = Date.now()
  send('retry: 2000\n\n')
  try {
    while (!signal.aborted && Date.now() < endsAt) {
      const items = await poll(last)
      for (const item of items) {
        send(`id: ${item.id}\ndata: ${JSON.stringify(item)}\n\n`)
        last = item.id
      }
      if (Date.now() - beatAt > beatMs) {
        send(': still here\n\n')
        beatAt = Date.now()
      }
      await wait(pauseMs, undefined, { signal })
      await news.wait(idleMs, signal)
    }
  } finally {
    news.close()
  }
}
