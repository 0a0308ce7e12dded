import { listUnlistedOrigins, type NamedAddresses, needsProof } from '@/lib/domain/origins/called'
import { proofDays, proofHeader, proofPath } from '@/lib/domain/origins/proofs.schema'
import { AppError } from '@/lib/errors'
import type { Reader } from '@/lib/server/db'
import { originToken } from '@/lib/server/origin-token'

/** A proof from before this moment has ended. */
export function proofsEndedBefore(now: Date): Date {
  return new Date(now.getTime() - proofDays * 24 * 60 * 60 * 1000)
}

/** Which of these origins the partner of a widget has not proven to be theirs, or not for 30 days. */
export async function findUnproven(
  reader: Reader,
  { widgetId, origins, now }: { widgetId: string; origins: readonly string[]; now: Date },
): Promise<Set<string>> {
  const needed = origins.filter(needsProof)
  if (needed.length === 0) return new Set()
  const proven = await reader.originProof.findMany({
    where: {
      origin: { in: needed },
      provenAt: { gt: proofsEndedBefore(now) },
      partner: { widgets: { some: { id: widgetId } } },
    },
    select: { origin: true },
  })
  const known = new Set(proven.map(({ origin }) => origin))
  return new Set(needed.filter((origin) => !known.has(origin)))
}

/** @throws AppError origin_unproven that names the first origin, and what to serve there */
export async function requireProven(
  reader: Reader,
  version: NamedAddresses,
  { widgetId, partnerId, now }: { widgetId: string; partnerId: string; now: Date },
): Promise<void> {
  const unproven = await findUnproven(reader, { widgetId, origins: listUnlistedOrigins(version), now })
  const [origin] = unproven
  if (!origin) return
  const others = unproven.size > 1 ? ` ${unproven.size - 1} more of its origins need the same proof.` : ''
  throw new AppError(
    'origin_unproven',
    `Prove first that ${origin} is yours: serve ${origin}${proofPath} with the line ${originToken({ partnerId, origin })}, or return the header ${proofHeader} with this value from that address. Then check it on the widget’s Certification page.${others}`,
  )
}
