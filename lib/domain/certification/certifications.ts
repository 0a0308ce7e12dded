import { type Actor, type PartnerActor, requirePartner } from '@/lib/auth/permissions'
import { isUniqueViolation } from '@/lib/database-errors'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import type { AttestationId } from '@/lib/domain/certification/attestations.schema'
import { contentHashOf, openCertifyingSecrets } from '@/lib/domain/certification/target-of-widget'
import { listUnlistedOrigins } from '@/lib/domain/origins/called'
import { boundUnproven } from '@/lib/domain/origins/unproven-bounds'
import { isProtocolId } from '@/lib/domain/protocols/facts.schema'
import { versionRow } from '@/lib/domain/versions/content'
import { lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { AppError, notFound } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { enqueue } from '@/lib/jobs/queue'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'
import { consumeLimit } from '@/lib/server/rate-limit'

type StartInput = {
  widgetId: string
  sendsEffects?: boolean | undefined
  record?: Record<string, unknown> | undefined
}

/**
 * Queues a run against the working version of a widget, or else the one that serves. A worker sends it within seconds; one run of a widget is
 * under way at a time. A host that is not proven to be the partner's gets five an hour, by all partners together.
 * @throws AppError not_found, conflict while another is under way, no_secret, secrets_unavailable, rate_limited
 */
export async function startCertification(
  actor: Actor,
  input: StartInput,
  now = databaseNow(),
): Promise<{ runId: string }> {
  const partner = requirePartner(actor, 'certification.run')
  await consumeLimit('certification_start', partner.partnerId)
  const { contentHash, giveBack } = await boundHosts(partner, input.widgetId, now)
  try {
    return await inTransaction(async (tx) => {
      const widget = await lockOwnWidget(tx, partner, input.widgetId)
      const version = widget.workingVersion ?? widget.servingVersion
      if (!version || !isProtocolId(widget.protocol)) throw notFound('widget')
      const open = await tx.certificationRun.findFirst({
        where: { widgetId: widget.id, state: { in: ['queued', 'running'] } },
        select: { id: true },
      })
      if (open) throw underWay()
      // What cannot be signed is said now, and not by a run that stops.
      await openCertifyingSecrets(tx, { ...widget, protocol: widget.protocol }, now)
      const runId = await queueRun(tx, {
        widgetId: widget.id,
        version,
        requestedById: partner.userId,
        sendsEffects: input.sendsEffects ?? false,
        record: input.record,
        contentHash,
        now,
      })
      await recordOwn(tx, partner, { ...widget, name: version.name }, 'certification.started', now, {
        run: runId,
        version: version.number,
      })
      return { runId }
    })
  } catch (thrown) {
    await giveBack()
    throw isUniqueViolation(thrown) ? underWay() : thrown
  }
}

/** Counts the run against its unproven hosts. The hash says of which content: a worker sends no other. */
async function boundHosts({ partnerId }: PartnerActor, widgetId: string, now: Date) {
  const version = { select: versionRow }
  const widget = await db().widget.findFirst({
    where: { id: widgetId, partnerId },
    select: { workingVersion: version, servingVersion: version },
  })
  const measured = widget?.workingVersion ?? widget?.servingVersion
  if (!measured) throw notFound('widget')
  const origins = listUnlistedOrigins(measured)
  const giveBack = await boundUnproven('unproven_run', { widgetId, origins, now })
  return { contentHash: contentHashOf(measured), giveBack }
}

/** A run as a worker finds it, with the job that sends it. */
export async function queueRun(
  tx: Tx,
  input: {
    widgetId: string
    version: { id: string; number: number }
    requestedById: string | null
    sendsEffects: boolean
    record: Record<string, unknown> | undefined
    contentHash?: string
    now: Date
    runAt?: Date
  },
): Promise<string> {
  const { id } = await tx.certificationRun.create({
    data: {
      id: newId('crt'),
      widgetId: input.widgetId,
      versionId: input.version.id,
      versionNumber: input.version.number,
      requestedById: input.requestedById,
      sendsEffects: input.sendsEffects,
      ...(input.record ? { record: input.record as Prisma.InputJsonObject } : {}),
      contentHash: input.contentHash ?? null,
      state: 'queued',
      createdAt: input.now,
    },
    select: { id: true },
  })
  await enqueue(tx, 'certification.run', { runId: id }, input.runAt ? { runAt: input.runAt } : {})
  return id
}

/** Gives the partner's word for what no request can show, or takes it back. Reports show it as attested, never as passed. */
export async function attest(
  actor: Actor,
  input: { widgetId: string; check: AttestationId; attest: boolean },
  now = databaseNow(),
): Promise<void> {
  const partner = requirePartner(actor, 'certification.attest')
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    const key = { widgetId: widget.id, checkId: input.check }
    const { count } = input.attest
      ? await tx.attestation.createMany({
          data: [{ ...key, attestedById: partner.userId, attestedAt: now }],
          skipDuplicates: true,
        })
      : await tx.attestation.deleteMany({ where: key })
    if (count === 0) return
    const name = (widget.workingVersion ?? widget.servingVersion)?.name ?? widget.id
    const action = input.attest ? 'certification.attested' : 'certification.attestation_withdrawn'
    await recordOwn(tx, partner, { ...widget, name }, action, now, { check: input.check })
  })
}

function underWay(): AppError {
  return new AppError(
    'conflict',
    'A certification of this widget is already running. Wait until it finishes.',
  )
}

async function recordOwn(
  tx: Tx,
  partner: PartnerActor,
  widget: { id: string; name: string },
  action: AuditAction,
  at: Date,
  data: Record<string, string | number>,
): Promise<void> {
  const subject = { type: 'widget' as const, id: widget.id, name: widget.name }
  await recordAudit(tx, partner, { action, subject, partnerId: partner.partnerId, data, at })
}
