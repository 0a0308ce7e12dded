import { newId } from '@/lib/ids'
import { enqueue } from '@/lib/jobs/queue'
import type { Tx } from '@/lib/server/db'

const postbackDays = 3

/** A postback is tried for three days, from its first attempt on. */
export function giveUpAfter(now: Date): Date {
  return new Date(now.getTime() + postbackDays * 24 * 60 * 60 * 1000)
}

/**
 * Puts postbacks into the queue, which is their table, at the end of each registration's sequence; the job only wakes the sender that works
 * it off. The caller has locked the registrations, so that no two take one number.
 */
export async function enqueuePostbacks(
  tx: Tx,
  input: {
    teamId: string
    method: 'POST' | 'DELETE'
    postbacks: { registrationId: string; widgetId: string; url: string }[]
    now: Date
  },
): Promise<void> {
  const { teamId, method, postbacks, now } = input
  if (postbacks.length === 0) return
  const newest = await tx.postback.groupBy({
    by: ['registrationId'],
    where: { registrationId: { in: postbacks.map(({ registrationId }) => registrationId) } },
    _max: { sequence: true },
  })
  const last = new Map(newest.map(({ registrationId, _max }) => [registrationId, _max.sequence ?? 0]))
  await tx.postback.createMany({
    data: postbacks.map((postback) => ({
      id: newId('pbk'),
      ...postback,
      teamId,
      lane: postback.registrationId,
      sequence: (last.get(postback.registrationId) ?? 0) + 1,
      method,
      state: 'pending',
      nextAttemptAt: now,
      createdAt: now,
      giveUpAt: giveUpAfter(now),
    })),
  })
  await enqueue(tx, 'postbacks.deliver', {})
}

/** Sends what waited for the proof of an origin: it is due now. */
export async function releasePostbacks(
  tx: Tx,
  { partnerId, origin, now }: { partnerId: string; origin: string; now: Date },
): Promise<void> {
  const released = await tx.$executeRaw`
    UPDATE "Postback" p SET "heldOrigin" = NULL, "nextAttemptAt" = ${now}, "giveUpAt" = ${giveUpAfter(now)}
    FROM "Widget" w WHERE w."id" = p."widgetId" AND w."partnerId" = ${partnerId} AND p."state" = 'pending'
      AND p."heldOrigin" = ${origin}`
  if (released > 0) await enqueue(tx, 'postbacks.deliver', {})
}
