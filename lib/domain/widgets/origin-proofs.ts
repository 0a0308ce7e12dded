import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { listUnlistedOrigins } from '@/lib/domain/origins/called'
import { fetchProof, type ProofFetch } from '@/lib/domain/origins/fetch-proof'
import type { OriginState } from '@/lib/domain/origins/proofs.schema'
import { proofDays } from '@/lib/domain/origins/proofs.schema'
import { proofsEndedBefore } from '@/lib/domain/origins/proven'
import { releasePostbacks } from '@/lib/domain/postbacks/queue'
import { versionRow } from '@/lib/domain/versions/content'
import { AppError, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import { originToken } from '@/lib/server/origin-token'
import { consumeLimit } from '@/lib/server/rate-limit'

/** The origins that a widget's versions name and its partner has to prove, with its state. @throws AppError not_found */
export async function listOrigins(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<OriginState[]> {
  const { partnerId } = requirePartner(actor, 'certification.read')
  const { origins } = await findNamed(partnerId, input.widgetId)
  const rows = await db().originProof.findMany({ where: { partnerId, origin: { in: origins } } })
  return origins.map((origin) => {
    const {
      provenAt = null,
      checkedAt = null,
      failure = null,
    } = rows.find((row) => row.origin === origin) ?? {}
    const endsAt = provenAt && new Date(provenAt.getTime() + proofDays * 24 * 60 * 60 * 1000)
    const isProven = provenAt !== null && provenAt > proofsEndedBefore(now)
    return { origin, token: findToken(partnerId, origin), isProven, provenAt, endsAt, checkedAt, failure }
  })
}

/**
 * Looks for the proof of an origin that a widget names, and keeps what came. A check that fails ends no proof before its 30 days.
 * @throws AppError not_found, rate_limited, secrets_unavailable
 */
export async function checkOrigin(
  actor: Actor,
  input: { widgetId: string; origin: string },
  { now = databaseNow(), fetch }: { now?: Date; fetch?: ProofFetch } = {},
): Promise<{ isProven: boolean; failure: string | null }> {
  const partner = requirePartner(actor, 'certification.run')
  const { partnerId } = partner
  const { name, origins } = await findNamed(partnerId, input.widgetId)
  const { origin } = input
  if (!origins.includes(origin)) throw notFound('origin')
  await consumeLimit('origin_check', partnerId)
  const failure = await fetchProof({ partnerId, origin }, fetch)
  await inTransaction(async (tx) => {
    const isNew = await keepCheck(tx, { partnerId, origin, failure, now })
    if (!isNew) return
    await recordAudit(tx, partner, {
      action: 'widget.origin_proven',
      subject: { type: 'widget', id: input.widgetId, name },
      partnerId,
      data: { origin },
      at: now,
    })
  })
  return { isProven: failure === null, failure }
}

/** Stores a check. Resolves to whether the origin is newly proven, so that waiting work continues. */
export async function keepCheck(
  tx: Tx,
  {
    partnerId,
    origin,
    failure,
    now,
  }: { partnerId: string; origin: string; failure: string | null; now: Date },
): Promise<boolean> {
  const key = { partnerId, origin }
  await tx.originProof.createMany({ data: [key], skipDuplicates: true })
  const [before] = await tx.$queryRaw<{ provenAt: Date | null }[]>`
    SELECT "provenAt" FROM "OriginProof" WHERE "partnerId" = ${partnerId} AND "origin" = ${origin} FOR UPDATE`
  await tx.originProof.update({
    where: { partnerId_origin: key },
    data: { checkedAt: now, failure, ...(failure === null ? { provenAt: now } : {}) },
    select: { origin: true },
  })
  if (failure !== null) return false
  await releasePostbacks(tx, { partnerId, origin, now })
  return !before?.provenAt || before.provenAt <= proofsEndedBefore(now)
}

async function findNamed(partnerId: string, widgetId: string): Promise<{ name: string; origins: string[] }> {
  const version = { select: versionRow }
  const widget = await db().widget.findFirst({
    where: { id: widgetId, partnerId },
    select: { servingVersion: version, workingVersion: version, testVersion: version },
  })
  if (!widget) throw notFound('widget')
  const versions = [widget.workingVersion, widget.servingVersion, widget.testVersion].flatMap(
    (found) => found ?? [],
  )
  const origins = [...new Set(versions.flatMap(listUnlistedOrigins))]
  return { name: versions[0]?.name ?? widgetId, origins }
}

function findToken(partnerId: string, origin: string): string | null {
  try {
    return originToken({ partnerId, origin })
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'secrets_unavailable') return null
    throw thrown
  }
}
