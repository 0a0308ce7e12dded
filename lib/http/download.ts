import type { Actor } from '@/lib/auth/permissions'
import { toAppError } from '@/lib/errors'
import { readerOf, readerPlaces } from '@/lib/http/reader-places'
import { databaseNow } from '@/lib/server/database-clock'
import { log } from '@/lib/server/log'

export type Download<Row> = {
  request: Request
  actor: Actor
  /** What the file holds, for its name: `launches` makes `launches-2026-11-26.csv`. */
  name: string
  extension: string
  contentType: string
  /** What the file begins with. */
  head: string
  writeRow: (row: Row) => string
  /** A batch and where the next one begins. The first is read before the answer begins, so that a refusal is a proper response. */
  readBatch: (cursor: string | undefined) => Promise<{ rows: Row[]; nextCursor: string | undefined }>
}

const downloadsMax = 2

const places = readerPlaces({
  most: downloadsMax,
  refusal: `You already have ${downloadsMax} downloads running. Wait until one finishes.`,
})

const encoder = new TextEncoder()

/**
 * A file of lines, written as fast as it is read: one batch is in memory at a time. A fault on the way breaks the download, so that half a
 * file never looks like a whole one. @throws AppError rate_limited, and what the first batch is refused with
 */
export async function answerLines<Row>({
  request,
  actor,
  name,
  extension,
  contentType,
  head: firstLine,
  writeRow,
  readBatch,
}: Download<Row>): Promise<Response> {
  const leave = places.take(readerOf(actor))
  request.signal.addEventListener('abort', leave)
  try {
    let batch = await readBatch(undefined)
    let head = firstLine
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            controller.enqueue(encoder.encode(head + batch.rows.map(writeRow).join('')))
            head = ''
            if (batch.nextCursor === undefined || request.signal.aborted) {
              controller.close()
              leave()
            } else batch = await readBatch(batch.nextCursor)
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
    return new Response(stream, {
      headers: {
        'content-type': contentType,
        'content-disposition': `attachment; filename="${name}-${databaseNow().toISOString().slice(0, 10)}.${extension}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    })
  } catch (thrown) {
    leave()
    throw thrown
  }
}
