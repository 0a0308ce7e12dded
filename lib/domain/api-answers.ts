import { AppError } from '@/lib/errors'
import { db, inTransaction } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

type Claim = { apiKeyId: string; idempotencyKey: string; requestHash: string }
type Answer = { status: number; body: Prisma.JsonValue }

/**
 * Runs `work` once for an Idempotency-Key: a repeat of the same request within a day gets the first answer. What failed may be
 * tried again. @throws AppError idempotency_conflict for another request by the same key, or while the first is under way
 */
export async function answerOnce(
  claim: Claim,
  work: () => Promise<Answer>,
  now = new Date(),
): Promise<Answer & { isRepeat: boolean }> {
  const { apiKeyId, idempotencyKey, requestHash } = claim
  const key = { apiKeyId_idempotencyKey: { apiKeyId, idempotencyKey } }
  const { count } = await db().apiAnswer.createMany({
    data: [{ ...claim, createdAt: now }],
    skipDuplicates: true,
  })
  if (count === 0) {
    const first = await db().apiAnswer.findUnique({ where: key })
    if (!first || first.requestHash !== requestHash)
      throw new AppError(
        'idempotency_conflict',
        'This Idempotency-Key was used for another request. Use a new one.',
      )
    if (first.status === null)
      throw new AppError(
        'idempotency_conflict',
        'The first request by this Idempotency-Key is under way. Try again.',
      )
    return { status: first.status, body: first.body, isRepeat: true }
  }
  try {
    const answer = await work()
    await inTransaction((tx) =>
      tx.apiAnswer.update({
        where: key,
        data: { status: answer.status, body: answer.body ?? {} },
        select: { apiKeyId: true },
      }),
    )
    return { ...answer, isRepeat: false }
  } catch (thrown) {
    await db().apiAnswer.deleteMany({ where: { apiKeyId, idempotencyKey } })
    throw thrown
  }
}
