import { type Actor, type PartnerActor, requirePartner } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { createSecret, endGraces, type ShownSecret } from '@/lib/domain/secrets/secrets'
import { lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { inTransaction, type Tx } from '@/lib/server/db'

/** The secrets of one widget while its row is held: nothing else rotates them until the transaction ends. */
export type Held = Awaited<ReturnType<typeof holdSecrets>>

/** One step of a rotation: permission, the widget's row held, the change, its audit event, all or nothing. */
export async function rotate<T>(
  actor: Actor,
  permission: 'secret.rotate' | 'secret.emergency_revoke',
  widgetId: string,
  now: Date,
  change: (tx: Tx, held: Held) => Promise<T>,
): Promise<T> {
  const partner = requirePartner(actor, permission)
  return inTransaction(async (tx) => change(tx, await holdSecrets(tx, partner, widgetId, now)))
}

async function holdSecrets(tx: Tx, partner: PartnerActor, widgetId: string, now: Date) {
  const widget = await lockOwnWidget(tx, partner, widgetId)
  const name = widget.servingVersion?.name ?? widget.workingVersion?.name ?? widget.id
  const held = { partner, widgetId: widget.id, name }
  for (const ended of await endGraces(tx, { widgetId: widget.id }, now)) {
    await recordRotation(
      tx,
      held,
      'secret.revoked',
      { version: ended.version, fingerprint: ended.fingerprint, reason: 'grace ended' },
      now,
    )
  }
  const secrets = await tx.secret.findMany({
    where: { widgetId: widget.id },
    orderBy: { version: 'desc' },
    select: {
      id: true,
      version: true,
      state: true,
      fingerprint: true,
      probe: true,
      graceEndsAt: true,
      activatedAt: true,
    },
  })
  return {
    ...held,
    newest: secrets[0]?.version ?? 0,
    active: secrets.find((secret) => secret.state === 'active'),
    open: secrets.find((secret) => secret.state === 'staged' || secret.state === 'retiring'),
  }
}

/** Creates the next version, writes its event, and returns the secret for the one answer that shows it. */
export async function addSecret(
  tx: Tx,
  held: Held,
  state: 'staged' | 'active',
  now: Date,
): Promise<ShownSecret> {
  const { widgetId, partner, newest } = held
  const shown = await createSecret(tx, {
    widgetId,
    createdById: partner.userId,
    version: newest + 1,
    state,
    now,
  })
  const data = { version: shown.version, fingerprint: shown.fingerprint }
  await recordRotation(tx, held, state === 'staged' ? 'secret.staged' : 'secret.created', data, now)
  return shown
}

/** Writes the event of a step. */
export async function recordRotation(
  tx: Tx,
  held: Pick<Held, 'partner' | 'widgetId' | 'name'>,
  action: AuditAction,
  data: Record<string, string | number | boolean>,
  now: Date,
): Promise<void> {
  await recordAudit(tx, held.partner, {
    action,
    subject: { type: 'widget', id: held.widgetId, name: held.name },
    partnerId: held.partner.partnerId,
    data,
    at: now,
  })
}
