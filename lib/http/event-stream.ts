import { setTimeout as wait } from 'node:timers/promises'
import { toAppError } from '@/lib/errors'

const pollMs = 1_000
const beatMs = 15_000
/** A browser begins again by itself, with the last id that it saw: no stream holds on to a process for long. */
const lifeMs = 10 * 60 * 1000

/**
 * Server-sent events of what `poll` finds after the last id, until the reader leaves. A refusal ends the stream with an event
 * `end`, after which a browser shall not begin again.
 */
export function answerEvents<Item extends { id: string }>(
  signal: AbortSignal,
  after: string,
  poll: (after: string) => Promise<Item[]>,
): Response {
  const encoder = new TextEncoder()
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text))
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
          await wait(pollMs, undefined, { signal })
        }
      } catch (thrown) {
        // The reader left, or may not read any more.
        if (!signal.aborted)
          send(`event: end\ndata: ${JSON.stringify({ code: toAppError(thrown).code })}\n\n`)
      } finally {
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
