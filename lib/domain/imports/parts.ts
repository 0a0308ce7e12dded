import { db } from '@/lib/server/db'

/** The bytes of an import's file, a part at a time. */
export async function* readParts(importId: string): AsyncGenerator<Uint8Array> {
  for (let number = 0; ; number += 1) {
    const part = await db().recordImportPart.findUnique({
      where: { importId_number: { importId, number } },
      select: { bytes: true },
    })
    if (!part) return
    yield part.bytes
  }
}
