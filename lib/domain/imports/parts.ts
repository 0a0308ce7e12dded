import { db } from '@/lib/server/db'

/** A parser works off what it is given in one go, and requests of the same process wait meanwhile. */
const pieceBytes = 16 * 1024

/** The bytes of an import's file, a few thousand at a time. */
export async function* readParts(importId: string): AsyncGenerator<Uint8Array> {
  for (let number = 0; ; number += 1) {
    const part = await db().recordImportPart.findUnique({
      where: { importId_number: { importId, number } },
      select: { bytes: true },
    })
    if (!part) return
    for (let at = 0; at < part.bytes.length; at += pieceBytes) yield part.bytes.subarray(at, at + pieceBytes)
  }
}
