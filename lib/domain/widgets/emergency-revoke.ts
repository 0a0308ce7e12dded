import type { Actor } from '@/lib/auth/permissions'
import { canOpenSecret, type ShownSecret } from '@/lib/domain/secrets/secrets'
import type { EmergencyRevokeInput } from '@/lib/domain/secrets/secrets.schema'
import { addSecret, recordRotation, rotate } from '@/lib/domain/widgets/rotation-step'
import { AppError, invalidField } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'

/**
 * For a leaked or lost secret: the active one, and a retiring one, are revoked at once. A staged one takes over, if it opens;
 * without one a new secret signs from this moment and is shown in this answer alone.
 */
export function revokeInEmergency(
  actor: Actor,
  input: EmergencyRevokeInput,
  now = databaseNow(),
): Promise<{ shown: ShownSecret | undefined; promoted: number | undefined }> {
  return rotate(actor, 'secret.emergency_revoke', input.widgetId, now, async (tx, held) => {
    const { active, open } = held
    if (!active || active.version !== input.version)
      throw new AppError('wrong_state', 'Another version signs now. Reload the page.')
    if (active.fingerprint !== input.fingerprint)
      throw invalidField('fingerprint', 'This is not the fingerprint of the secret to revoke.')
    const staged = open?.state === 'staged' && (await canOpenSecret(tx, open.id)) ? open : undefined
    const gone = open && !staged ? [active, open] : [active]
    await tx.secret.updateMany({
      where: { id: { in: gone.map((secret) => secret.id) } },
      data: { state: 'revoked', revokedAt: now, revokeReason: input.reason, graceEndsAt: null },
    })
    const data = { version: active.version, fingerprint: active.fingerprint, reason: input.reason }
    await recordRotation(tx, held, 'secret.emergency_revoked', data, now)
    if (staged) {
      await tx.secret.update({
        where: { id: staged.id },
        data: { state: 'active', activatedAt: now },
        select: { id: true },
      })
      await recordRotation(
        tx,
        held,
        'secret.promoted',
        { version: staged.version, fingerprint: staged.fingerprint, graceHours: 0 },
        now,
      )
      return { shown: undefined, promoted: staged.version }
    }
    const shown = await addSecret(tx, held, 'active', now)
    return { shown, promoted: undefined }
  })
}
