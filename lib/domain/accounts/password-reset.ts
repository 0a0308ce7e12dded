import { hashPassword } from '@/lib/auth/password'
import { requireOwnPassword } from '@/lib/domain/accounts/accounts-of-address'
import { expiredLink } from '@/lib/domain/accounts/links'
import { organisationOf } from '@/lib/domain/accounts/organisation'
import { endSessions } from '@/lib/domain/accounts/sessions'
import { recordAudit } from '@/lib/domain/audit/events'
import { hashToken, newId, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

const resetLinkHours = 24

/** A single-use link to set a new password, for a member of the caller's own organisation. */
export async function issuePasswordReset(
  tx: Tx,
  { userId, issuedById }: { userId: string; issuedById: string | null },
  now: Date,
): Promise<string> {
  const token = newToken()
  await tx.passwordReset.create({
    data: {
      id: newId('rst'),
      tokenHash: hashToken(token),
      userId,
      issuedById,
      createdAt: now,
      expiresAt: new Date(now.getTime() + resetLinkHours * 60 * 60 * 1000),
    },
    select: { id: true },
  })
  return token
}

/** Spends a reset link; every session of the user ends. @throws AppError link_expired, rate_limited */
export async function resetPassword(
  input: { token: string; password: string; clientAddress: string },
  now = databaseNow(),
): Promise<void> {
  await consumeLimit('link_address', input.clientAddress)
  const passwordHash = await hashPassword(input.password)
  await inTransaction(async (tx) => {
    const [reset] = await tx.passwordReset.updateManyAndReturn({
      where: { tokenHash: hashToken(input.token), usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
      select: { userId: true },
    })
    if (!reset) throw expiredLink()
    const [user] = await tx.user.updateManyAndReturn({
      where: { id: reset.userId, removedAt: null },
      data: { passwordHash, tokenVersion: { increment: 1 } },
      select: { id: true, email: true, name: true, partnerId: true, teamId: true },
    })
    if (!user) throw expiredLink()
    await requireOwnPassword(tx, user.email, input.password, user.id)
    await spendResetLinks(tx, user.id, now)
    await endSessions(tx, user.id, now)
    await recordAudit(
      tx,
      { kind: 'anonymous' },
      {
        action: 'account.password_reset',
        subject: { type: 'account', id: user.id, name: user.name },
        ...organisationOf(user),
        at: now,
      },
    )
  })
}

/** A link from before the present password must not undo it. */
export async function spendResetLinks(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.passwordReset.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } })
}
