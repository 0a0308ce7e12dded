import type { Actor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { endGraces, type ShownSecret } from '@/lib/domain/secrets/secrets'
import { type ProbeReport, type PromoteSecretInput, probeReport } from '@/lib/domain/secrets/secrets.schema'
import { addSecret, type Held, recordRotation, rotate } from '@/lib/domain/widgets/rotation-step'
import { AppError, invalidField } from '@/lib/errors'
import { enqueue } from '@/lib/jobs/queue'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'

/** Begins a rotation: a new secret that is shown once, accepted by nobody yet, and signs nothing. @throws AppError rotation_open */
export function stageSecret(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<ShownSecret> {
  return rotate(actor, 'secret.rotate', input.widgetId, now, async (tx, held) => {
    if (held.open) throw rotationOpen(held)
    return addSecret(tx, held, 'staged', now)
  })
}

/** Gives up a rotation before its promotion. The staged secret is revoked; the active one never stopped signing. */
export function discardStaged(actor: Actor, input: { widgetId: string }, now = databaseNow()): Promise<void> {
  return rotate(actor, 'secret.rotate', input.widgetId, now, async (tx, held) => {
    const staged = requireOpen(held, 'staged')
    await tx.secret.update({
      where: { id: staged.id },
      data: { state: 'revoked', revokedAt: now, revokeReason: 'Rotation cancelled' },
      select: { id: true },
    })
    await recordRotation(
      tx,
      held,
      'secret.discarded',
      { version: staged.version, fingerprint: staged.fingerprint },
      now,
    )
  })
}

/** Keeps the report of a probe of the staged secret. */
export function saveProbe(
  actor: Actor,
  input: { widgetId: string; version: number; report: ProbeReport },
  now = databaseNow(),
): Promise<void> {
  return rotate(actor, 'secret.rotate', input.widgetId, now, async (tx, held) => {
    const staged = requireOpen(held, 'staged')
    if (staged.version !== input.version)
      throw new AppError('wrong_state', 'The staged secret was replaced while the probe ran.')
    const accepted = input.report.lines.some(
      (line) => line.passed && line.status !== null && line.status < 300,
    )
    await tx.secret.update({
      where: { id: staged.id },
      data: {
        probe: input.report,
        probedAt: now,
        lastSignedAt: now,
        ...(accepted ? { lastAcceptedAt: now } : {}),
      },
      select: { id: true },
    })
    await recordRotation(
      tx,
      held,
      'secret.probed',
      { version: staged.version, passed: input.report.passed },
      now,
    )
  })
}

/** Makes the staged secret sign from now on. The previous one retires: it signs nothing and keeps the way back open until its grace ends. */
export function promoteSecret(actor: Actor, input: PromoteSecretInput, now = databaseNow()): Promise<void> {
  return rotate(actor, 'secret.rotate', input.widgetId, now, async (tx, held) => {
    const staged = requireOpen(held, 'staged')
    const probed = staged.probe === null ? undefined : probeReport.parse(staged.probe)
    if (!probed?.passed && !input.unprobed) {
      throw new AppError(
        'probe_not_passed',
        'No probe of the staged secret has passed. Probe it, or confirm that your server accepts it.',
      )
    }
    await retire(tx, held, input.graceHours * 3600, now)
    await tx.secret.update({
      where: { id: staged.id },
      data: { state: 'active', activatedAt: now },
      select: { id: true },
    })
    await recordRotation(
      tx,
      held,
      'secret.promoted',
      {
        version: staged.version,
        fingerprint: staged.fingerprint,
        graceHours: input.graceHours,
        probed: probed?.passed ?? false,
      },
      now,
    )
  })
}

/** Undoes a promotion within its grace: the retiring secret signs again, the newer one is staged again. */
export function rollBack(actor: Actor, input: { widgetId: string }, now = databaseNow()): Promise<void> {
  return rotate(actor, 'secret.rotate', input.widgetId, now, async (tx, held) => {
    const retiring = requireOpen(held, 'retiring')
    const { active } = held
    if (!active) throw new AppError('wrong_state', 'This widget has no active secret.')
    // Three steps, since at no moment may two be active or two be open.
    await tx.secret.update({ where: { id: active.id }, data: { state: 'revoked' }, select: { id: true } })
    await tx.secret.update({
      where: { id: retiring.id },
      data: { state: 'active', activatedAt: now, graceEndsAt: null, graceSeconds: null },
      select: { id: true },
    })
    await tx.secret.update({
      where: { id: active.id },
      data: { state: 'staged', activatedAt: null },
      select: { id: true },
    })
    await recordRotation(
      tx,
      held,
      'secret.rolled_back',
      { version: retiring.version, fingerprint: retiring.fingerprint },
      now,
    )
  })
}

/** Moves the end of a grace, at most 7 days after the promotion. */
export function extendGrace(
  actor: Actor,
  input: { widgetId: string; graceHours: number },
  now = databaseNow(),
): Promise<void> {
  return rotate(actor, 'secret.rotate', input.widgetId, now, async (tx, held) => {
    const retiring = requireOpen(held, 'retiring')
    const promotedAt = held.active?.activatedAt ?? now
    const graceEndsAt = new Date(promotedAt.getTime() + input.graceHours * 3_600_000)
    if (graceEndsAt <= (retiring.graceEndsAt ?? now))
      throw invalidField('graceHours', 'Choose a longer grace than the present one.')
    await tx.secret.update({
      where: { id: retiring.id },
      data: { graceEndsAt, graceSeconds: input.graceHours * 3600 },
      select: { id: true },
    })
    await enqueue(tx, 'secret.end_grace', { widgetId: held.widgetId }, { runAt: graceEndsAt })
    await recordRotation(
      tx,
      held,
      'secret.grace_extended',
      { version: retiring.version, graceHours: input.graceHours },
      now,
    )
  })
}

/** Ends the grace of the retiring secret by hand. */
export function revokeRetiring(
  actor: Actor,
  input: { widgetId: string; version: number },
  now = databaseNow(),
): Promise<void> {
  return rotate(actor, 'secret.rotate', input.widgetId, now, async (tx, held) => {
    const retiring = requireOpen(held, 'retiring')
    if (retiring.version !== input.version)
      throw new AppError('wrong_state', 'Another version is retiring now. Reload the page.')
    await tx.secret.update({
      where: { id: retiring.id },
      data: { state: 'revoked', revokedAt: now, revokeReason: 'By hand' },
      select: { id: true },
    })
    await recordRotation(
      tx,
      held,
      'secret.revoked',
      { version: retiring.version, fingerprint: retiring.fingerprint },
      now,
    )
  })
}

/** The job behind `secret.end_grace`. */
export async function endGraceOf(widgetId: string, now = databaseNow()): Promise<void> {
  await inTransaction(async (tx) => {
    const widget = await tx.widget.findUnique({
      where: { id: widgetId },
      select: {
        partnerId: true,
        servingVersion: { select: { name: true } },
        workingVersion: { select: { name: true } },
      },
    })
    if (!widget) return
    for (const ended of await endGraces(tx, { widgetId }, now)) {
      const name = widget.servingVersion?.name ?? widget.workingVersion?.name ?? widgetId
      await recordAudit(
        tx,
        { kind: 'system' },
        {
          action: 'secret.revoked',
          subject: { type: 'widget', id: widgetId, name },
          partnerId: widget.partnerId,
          data: { version: ended.version, fingerprint: ended.fingerprint, reason: 'grace ended' },
          at: now,
        },
      )
    }
  })
}

async function retire(tx: Tx, held: Held, graceSeconds: number, now: Date): Promise<void> {
  if (!held.active || !held.open) return
  const graceEndsAt = new Date(now.getTime() + graceSeconds * 1000)
  const isOver = graceSeconds === 0
  // The staged one leaves "open" first: only one secret may be staged or retiring.
  await tx.secret.update({ where: { id: held.open.id }, data: { state: 'revoked' }, select: { id: true } })
  await tx.secret.update({
    where: { id: held.active.id },
    data: isOver
      ? { state: 'revoked', revokedAt: now, revokeReason: 'No grace' }
      : { state: 'retiring', graceSeconds, graceEndsAt },
    select: { id: true },
  })
  if (!isOver) await enqueue(tx, 'secret.end_grace', { widgetId: held.widgetId }, { runAt: graceEndsAt })
}

function requireOpen(held: Held, state: 'staged' | 'retiring') {
  if (held.open?.state !== state)
    throw new AppError(
      'wrong_state',
      `No secret is ${state}. Reload the page to see where the rotation stands.`,
    )
  return held.open
}

function rotationOpen(held: Held): AppError {
  const { open } = held
  const until = open?.graceEndsAt ? ` It ends ${open.graceEndsAt.toISOString()}.` : ''
  const advice =
    open?.state === 'staged'
      ? ' Promote or cancel it first.'
      : ' Revoke the retiring secret to start another.'
  return new AppError(
    'rotation_open',
    `A rotation is open: v${open?.version} is ${open?.state}.${until}${advice}`,
  )
}
