import { db, inTransaction, type Tx } from '@/lib/server/db'

/** Spends the key and does the work in one transaction; a second caller waits for the first and gets its response. */
export async function applyOnce(
  { connectorId, replayKey, now }: { connectorId: string; replayKey: string; now: Date },
  work: (tx: Tx) => Promise<string>,
): Promise<{ id: string }> {
  const first = await inTransaction(async (tx) => {
    const key = { connectorId, replayKey }
    const { count } = await tx.connectorReplay.createMany({
      data: [{ ...key, answer: {}, createdAt: now }],
      skipDuplicates: true,
    })
    if (count === 0) return undefined
    const answer = { id: await work(tx) }
    await tx.connectorReplay.update({
      where: { connectorId_replayKey: key },
      data: { answer },
      select: { connectorId: true },
    })
    return answer
  })
  if (first) return first
  const { answer } = await db().connectorReplay.findUniqueOrThrow({
    where: { connectorId_replayKey: { connectorId, replayKey } },
    select: { answer: true },
  })
  return answer as { id: string }
}
