import type { Actor } from '@/lib/auth/permissions'
import { toAppError } from '@/lib/errors'
import { readerOf, readerPlaces } from '@/lib/http/reader-places'
import { databaseNow } from '@/lib/server/database-clock'
import { log } from '@/lib/server/log'

const downloadsMax = 2

const places = readerPlaces({
  most: downloadsMax,
  refusal: `You already have ${downloadsMax} downloads running. Wait until one finishes.`,
})

const encoder = new TextEncoder()

/**
 * A file that is written as fast as it is read, one chunk in memory at a time. The first chunk is read before the answer begins, so that a
 * refusal is a proper response; a fault on the way breaks the download, so that half a file never looks like a whole one.
 * @throws AppError rate_limited, and what the first chunk is refused with
 */
export async function answerFile({
  request,
  actor,
  name,
  type,
  chunks,
}: {
  request: Request
  actor: Actor
  /** What the file holds, with its ending: `launches.csv` makes `launches-2026-11-26.csv`. */
  name: string
  type: string
  chunks: AsyncGenerator<string>
}): Promise<Response> {
  const leave = places.take(readerOf(actor))
  request.signal.addEventListener('abort', leave)
  try {
    let chunk = await chunks.next()
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            if (!chunk.done) controller.enqueue(encoder.encode(chunk.value))
            if (!chunk.done && !request.signal.aborted) chunk = await chunks.next()
            if (!chunk.done && !request.signal.aborted) return
            controller.close()
            leave()
          } catch (thrown) {
            leave()
            controller.error(thrown)
            log.warn({ code: toAppError(thrown).code, cause: String(thrown) }, 'an export was interrupted')
          }
        },
        cancel: leave,
      },
      { highWaterMark: 0 },
    )
    const day = databaseNow().toISOString().slice(0, 10)
    return new Response(stream, {
      headers: {
        'content-type': `${type}; charset=utf-8`,
        'content-disposition': `attachment; filename="${name.replace(/(\.\w+)$/, `-${day}$1`)}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    })
  } catch (thrown) {
    leave()
    throw thrown
  }
}

export type LineFile<Row> = {
  request: Request
  actor: Actor
  /** As `answerFile` takes it. */
  name: string
  type: string
  /** What the file begins with. */
  head?: string
  writeRow: (row: Row) => string
  /** A batch, and where the next one begins. */
  readBatch: (cursor: string | undefined) => Promise<{ rows: Row[]; nextCursor: string | undefined }>
}

/** A file of rows, which are read in batches by cursor. @throws AppError as `answerFile` */
export function answerLines<Row>({
  head = '',
  writeRow,
  readBatch,
  ...file
}: LineFile<Row>): Promise<Response> {
  async function* chunks(): AsyncGenerator<string> {
    let start = head
    let cursor: string | undefined
    do {
      const batch = await readBatch(cursor)
      yield start + batch.rows.map(writeRow).join('')
      start = ''
      cursor = batch.nextCursor
    } while (cursor !== undefined)
  }
  return answerFile({ ...file, chunks: chunks() })
}
