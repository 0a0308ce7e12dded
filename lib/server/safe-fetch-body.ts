import { PassThrough, type Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

const decoders: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * The first `bytesMax` bytes of a body, decoded where the server compressed it. What comes after them is neither read nor decompressed, so a
 * small body cannot become a large one. An encoding that nobody asked for is left as it is.
 */
export async function readBody(
  body: Readable,
  encoding: string | undefined,
  bytesMax: number,
): Promise<{ body: Buffer; isTruncated: boolean }> {
  const decoder = decoders[encoding?.trim().toLowerCase() ?? '']?.()
  if (!decoder) return readUpTo(body, bytesMax)
  const decoded = new PassThrough()
  const piping = pipeline(body, decoder, decoded)
  // The reader of `decoded` gets the failure; reading to the end is not one.
  piping.catch(() => {})
  try {
    return await readUpTo(decoded, bytesMax)
  } finally {
    decoded.destroy()
  }
}

async function readUpTo(
  body: AsyncIterable<Buffer>,
  bytesMax: number,
): Promise<{ body: Buffer; isTruncated: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, Math.max(0, bytesMax - length)))
    length += chunk.length
    if (length > bytesMax) return { body: Buffer.concat(chunks), isTruncated: true }
  }
  return { body: Buffer.concat(chunks), isTruncated: false }
}
