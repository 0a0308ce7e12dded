import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { type AuditActor, recordAudit } from '@/lib/domain/audit/events'
import { newSecretText } from '@/lib/domain/secrets/formats'
import * as lifecycle from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import {
  type EmergencyRevokeInput,
  type ProbeReport,
  type PromoteSecretInput,
  probeReport,
} from '@/lib/domain/secrets/secrets.schema'
import { lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { AppError, notFound } from '@/lib/errors'
import { fiveMinutes } from '@/lib/protocols/freshness'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'

const policy = secretPolicies.widget

/** Every version with its state; never a secret. */
export async function listSecrets(actor: Actor, input: { widgetId: string }, now = databaseNow()) {
  const partner = requirePartner(actor, 'secret.read')
  const rows = await db().secret.findMany({
    where: { widgetId: input.widgetId, widget: { partnerId: partner.partnerId } },
    orderBy: { version: 'desc' },
    take: 100,
    select: {
      version: true,
      state: true,
      fingerprint: true,
      createdAt: true,
      createdBy: { select: { name: true } },
      activatedAt: true,
      lastSignedAt: true,
      lastAcceptedAt: true,
      probedAt: true,
      probe: true,
      graceSeconds: true,
      graceEndsAt: true,
      revokedAt: true,
      revokeReason: true,
    },
  })
  if (rows.length === 0) throw notFound('widget')
  return rows.map(({ probe, ...row }) => ({
    ...lifecycle.readAt(row, now),
    lastLaunchStaleAt:
      row.lastSignedAt && new Date(row.lastSignedAt.getTime() + fiveMinutes.pastSeconds * 1000),
    probe: probe === null ? undefined : probeReport.parse(probe),
  }))
}

type Widget = { widgetId: string }

/** Begins a rotation: a new secret that is shown once, accepted by nobody yet, and signs nothing. @throws AppError rotation_open */
export const stageSecret = step(async ({ series, protocol, record }, _: Widget) => {
  const shown = await lifecycle.stage(series, newSecretText(protocol))
  await record('secret.staged', shown)
  return shown
})

/** Cancels a rotation before its promotion. The staged secret is revoked; the active one never stopped signing. */
export const discardStaged = step(async ({ series, record }, _: Widget) =>
  record('secret.discarded', await lifecycle.discard(series)),
)

/** Keeps the report of a probe of the staged secret. */
export const saveProbe = step(
  async (
    { series: { tx, open, now }, record },
    { version, report }: Widget & { version: number; report: ProbeReport },
  ) => {
    if (open?.state !== 'staged' || open.version !== version)
      throw new AppError('wrong_state', 'The staged secret was replaced during the probe.')
    const accepted = report.lines.some((line) => line.passed && line.status !== null && line.status < 300)
    await tx.secret.update({
      where: { id: open.id },
      data: {
        probe: report,
        probedAt: now,
        lastSignedAt: now,
        ...(accepted ? { lastAcceptedAt: now } : {}),
      },
      select: { id: true },
    })
    await record('secret.probed', { version }, { passed: report.passed })
  },
)

/** Makes the staged secret sign from now on. The previous one retires: it signs nothing and keeps the way back open until its grace ends. */
export const promoteSecret = step(async ({ series, record }, input: PromoteSecretInput) => {
  const { probed, ...promoted } = await lifecycle.promote(series, input)
  await record('secret.promoted', promoted, { graceHours: input.graceHours, probed })
})

/** Undoes a promotion within its grace: the retiring secret signs again, the newer one is staged again. */
export const rollBack = step(async ({ series, record }, _: Widget) =>
  record('secret.rolled_back', (await lifecycle.rollBack(series)).back),
)

/** Moves the end of a grace, at most 7 days after the promotion. */
export const extendGrace = step(
  async ({ series, record }, { graceHours }: Widget & { graceHours: number }) => {
    const { version } = await lifecycle.extend(series, graceHours)
    await record('secret.grace_extended', { version }, { graceHours })
  },
)

/** Ends the grace of the retiring secret by hand. */
export const revokeRetiring = step(async ({ series, record }, { version }: Widget & { version: number }) =>
  record('secret.revoked', await lifecycle.revoke(series, version)),
)

/**
 * For a leaked or lost secret: the active one, and a retiring one, are revoked at once. A staged one takes over, if it opens;
 * without one, a new secret signs from this moment and is shown only in this response.
 */
export const revokeInEmergency = step(async ({ series, protocol, record }, input: EmergencyRevokeInput) => {
  const made = await lifecycle.revokeAtOnce(series, { ...input, secret: newSecretText(protocol) })
  const { version, fingerprint, reason } = input
  await record('secret.emergency_revoked', { version, fingerprint }, { reason })
  if (made.promoted) await record('secret.promoted', made.promoted, { graceHours: 0 })
  else await record('secret.created', made.shown)
  return { shown: made.shown, promoted: made.promoted?.version }
}, 'secret.emergency_revoke')

/** The job behind `secret.end_grace`. */
export async function endGraceOf(widgetId: string, now = databaseNow()): Promise<void> {
  await inTransaction(async (tx) => {
    const [locked] = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Widget" WHERE "id" = ${widgetId} FOR UPDATE`
    const widget = await tx.widget.findUnique({ where: { id: locked?.id ?? '' }, select: named })
    if (!widget) return
    const record = recorder(tx, { kind: 'system' }, widget, now)
    for (const secret of await lifecycle.endGraces({ tx, policy, ownerId: widget.id, now }))
      await record('secret.revoked', secret, graceEnded)
  })
}

const named = {
  id: true,
  partnerId: true,
  servingVersion: { select: { name: true } },
  workingVersion: { select: { name: true } },
} as const

type Action =
  `secret.${'staged' | 'discarded' | 'probed' | 'promoted' | 'rolled_back' | 'grace_extended' | 'revoked' | 'emergency_revoked' | 'created'}`
type Change = { series: lifecycle.SecretSeries; protocol: string; record: ReturnType<typeof recorder> }

const graceEnded = { reason: 'grace period ended' }

/** One change of a widget's secrets: permission, the widget's row locked, the change, its audit event, all or nothing. */
function step<Input extends Widget, T>(
  run: (change: Change, input: Input) => Promise<T>,
  permission: 'secret.emergency_revoke' | typeof policy.permission = policy.permission,
) {
  return async (actor: Actor, input: Input, now = databaseNow()): Promise<T> => {
    const partner = requirePartner(actor, permission)
    return inTransaction(async (tx) => {
      const widget = await lockOwnWidget(tx, partner, input.widgetId)
      const owner = { tx, policy, ownerId: widget.id, createdById: partner.userId, now }
      const series = await lifecycle.readSeries(owner)
      const record = recorder(tx, partner, widget, now)
      for (const secret of series.ended) await record('secret.revoked', secret, graceEnded)
      return run({ series, protocol: widget.protocol, record }, input)
    })
  }
}

type Named = { id: string; partnerId: string } & Record<
  'servingVersion' | 'workingVersion',
  { name: string } | null
>

/** Writes the events of a change: of a secret its version and fingerprint, never more. */
function recorder(tx: Tx, actor: AuditActor, widget: Named, at: Date) {
  const name = widget.servingVersion?.name ?? widget.workingVersion?.name ?? widget.id
  const subject = { type: 'widget', id: widget.id, name } as const
  const { partnerId } = widget
  return (
    action: Action,
    { version, fingerprint }: { version: number; fingerprint?: string },
    more: Record<string, string | number | boolean> = {},
  ) =>
    recordAudit(tx, actor, {
      action,
      subject,
      partnerId,
      data: { version, ...(fingerprint ? { fingerprint } : {}), ...more },
      at,
    })
}
