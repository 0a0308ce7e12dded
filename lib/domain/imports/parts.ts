import { db, pool } from '@/lib/server/db'

/** A parser works off what it is given in one go, and requests of the same process wait meanwhile. */
const pieceBytes = 16 * 1024

/** The bytes of an import's file, a few thousand at a time. Around Prisma, which would hold each part several times over. */
export async function* readParts(importId: string): AsyncGenerator<Uint8Array> {
  for (let number = 0; ; number += 1) {
    const { rows } = await pool().query<{ bytes: Buffer }>(
      'SELECT "bytes" FROM "RecordImportPart" WHERE "importId" = $1 AND "number" = $2',
      [importId, number],
    )
    const bytes = rows[0]?.bytes
    if (!bytes) return
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
  }
}

/** 64 MB: of a file of 1 GB, one statement would take longer than a statement may. */
const partsAtOnce = 256

/** Lets a file go. What a process that dies leaves of it, the hourly pruning takes. */
export async function dropParts(importId: string): Promise<void> {
  let removed: number
  do {
    removed = await db().$executeRaw`
      DELETE FROM "RecordImportPart" WHERE "importId" = ${importId} AND "number" IN (
        SELECT "number" FROM "RecordImportPart" WHERE "importId" = ${importId} LIMIT ${partsAtOnce}::int)`
  } while (removed > 0)
}
