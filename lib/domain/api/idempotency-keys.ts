import { openKeptAnswer } from '@/lib/domain/secrets/openers'
import { sealValue } from '@/lib/domain/secrets/sealing'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { sealingKeyring } from '@/lib/server/sealing-key'

type Claim = { callerId: string; idempotencyKey: string; requestHash: string }
type Answer = { status: number; body: object }

/** A request that has no answer after this long was cut off, with its process. */
const claimSeconds = 60

/**
 * Runs `work` once for an Idempotency-Key: a repeat of the same request within a day gets the first answer, which is kept sealed.
 * What failed, or was cut off, may be tried again.
 * @throws AppError idempotency_conflict for another request by the same key, or while the first is under way
 */
export async function answerOnce(
  claim: Claim,
  work: () => Promise<Answer>,
  now = databaseNow(),
): Promise<Answer & { isRepeat: boolean }> {
  const { callerId, idempotencyKey } = claim
  const binding = { owner: `${callerId} ${idempotencyKey}`, version: 0, purpose: 'api-answer' } as const
  // Before the work: what it did could not be undone for want of a key.
  await sealingKeyring()
  const first = await claimKey(claim, now)
  if (first)
    return {
      status: first.status,
      body: JSON.parse(openKeptAnswer(binding, first)) as object,
      isRepeat: true,
    }
  try {
    const answer = await work()
    const { sealed, keyVersion } = await sealValue(binding, JSON.stringify(answer.body))
    await db().apiAnswer.updateMany({
      where: { callerId, idempotencyKey },
      data: { status: answer.status, sealed, keyVersion },
    })
    return { ...answer, isRepeat: false }
  } catch (thrown) {
    await db().apiAnswer.deleteMany({ where: { callerId, idempotencyKey } })
    throw thrown
  }
}

/** The first response, or undefined if the caller may run the work now. */
async function claimKey({ callerId, idempotencyKey, requestHash }: Claim, now: Date) {
  const { count } = await db().apiAnswer.createMany({
    data: [{ callerId, idempotencyKey, requestHash, createdAt: now }],
    skipDuplicates: true,
  })
  if (count > 0) return undefined
  const first = await db().apiAnswer.findUnique({
    where: { callerId_idempotencyKey: { callerId, idempotencyKey } },
  })
  if (!first || first.requestHash !== requestHash)
    throw conflict('This Idempotency-Key was already used for a different request. Use a new key.')
  const { status, sealed, keyVersion, createdAt } = first
  if (status !== null && sealed && keyVersion !== null) return { status, sealed, keyVersion }
  const { count: taken } = await db().apiAnswer.updateMany({
    where: {
      callerId,
      idempotencyKey,
      status: null,
      createdAt: { equals: createdAt, lt: new Date(now.getTime() - claimSeconds * 1000) },
    },
    data: { createdAt: now },
  })
  if (taken === 0)
    throw conflict('The first request with this Idempotency-Key is still running. Try again in a moment.')
  return undefined
}

function conflict(detail: string): AppError {
  return new AppError('idempotency_conflict', detail)
}
