import { listUnlistedOrigins } from '@/lib/domain/origins/called'
import { fetchProof, type ProofFetch } from '@/lib/domain/origins/fetch-proof'
import { proofsEndedBefore } from '@/lib/domain/origins/proven'
import { keepCheck } from '@/lib/domain/widgets/origin-proofs'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'
import { log } from '@/lib/server/log'

/** Less than a day, since the daily job may come a little earlier than the day before. */
const recheckAfterHours = 18
const atOnce = 8

type Recheck = { now?: Date; fetch?: ProofFetch; stopping?: AbortSignal }

/**
 * Looks again for each proof that holds and that a widget still needs: one that is found is good for 30 days more. What has ended is not
 * called again until its partner asks, and is forgotten after as long again.
 */
export async function recheckOrigins({ now = databaseNow(), fetch, stopping }: Recheck = {}): Promise<void> {
  const ended = proofsEndedBefore(now)
  await forgetEnded(ended)
  const before = new Date(now.getTime() - recheckAfterHours * 3_600_000)
  const due = await db().originProof.findMany({
    where: { provenAt: { gt: ended }, OR: [{ checkedAt: null }, { checkedAt: { lte: before } }] },
    orderBy: [{ partnerId: 'asc' }, { origin: 'asc' }],
    select: { partnerId: true, origin: true },
  })
  const named = new Map<string, Set<string>>()
  for (let start = 0; start < due.length && !stopping?.aborted; start += atOnce) {
    const batch = due.slice(start, start + atOnce)
    for (const { partnerId } of batch)
      if (!named.has(partnerId)) named.set(partnerId, await listNamed(partnerId))
    const needed = batch.filter(({ partnerId, origin }) => named.get(partnerId)?.has(origin))
    await Promise.all(
      needed.map((claim) =>
        recheck(claim, fetch, now).catch((cause: unknown) =>
          log.warn({ origin: claim.origin, cause: String(cause) }, 'an origin could not be checked'),
        ),
      ),
    )
  }
}

async function recheck(
  claim: { partnerId: string; origin: string },
  fetch: ProofFetch | undefined,
  now: Date,
): Promise<void> {
  const failure = await fetchProof(claim, fetch)
  await inTransaction((tx) => keepCheck(tx, { ...claim, failure, now }))
}

async function listNamed(partnerId: string): Promise<Set<string>> {
  const version = { select: { url: true, settings: true, furtherOrigins: true } }
  const widgets = await db().widget.findMany({
    where: { partnerId },
    select: { servingVersion: version, workingVersion: version, testVersion: version },
  })
  const versions = widgets.flatMap(({ servingVersion, workingVersion, testVersion }) =>
    [servingVersion, workingVersion, testVersion].flatMap((found) => found ?? []),
  )
  return new Set(versions.flatMap(listUnlistedOrigins))
}

async function forgetEnded(ended: Date): Promise<void> {
  const longAgo = proofsEndedBefore(ended)
  await db().originProof.deleteMany({
    where: {
      AND: [
        { OR: [{ provenAt: null }, { provenAt: { lt: longAgo } }] },
        { OR: [{ checkedAt: null }, { checkedAt: { lt: longAgo } }] },
      ],
    },
  })
}
