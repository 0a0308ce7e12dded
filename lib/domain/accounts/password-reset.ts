import { hashPassword } from '@/lib/auth/password'
import type { SessionClaims } from '@/lib/auth/session'
import { requireOwnPassword } from '@/lib/domain/accounts/accounts-of-address'
import { expiredLink } from '@/lib/domain/accounts/links'
import { organisationOf } from '@/lib/domain/accounts/organisation'
import { endSessions, type SessionClient, startSession } from '@/lib/domain/accounts/sessions'
import { recordAudit } from '@/lib/domain/audit/events'
import { hashToken, newId, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'
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

/** Whose password an open link sets, and whether it is their first. @throws AppError link_expired */
export async function getPasswordReset(token: string, now = databaseNow()) {
  const reset = await db().passwordReset.findFirst({
    where: { tokenHash: hashToken(token), usedAt: null, expiresAt: { gt: now }, user: { removedAt: null } },
    select: {
      issuedById: true,
      user: {
        select: {
          email: true,
          name: true,
          role: true,
          tokenVersion: true,
          partner: { select: { name: true } },
          team: { select: { name: true } },
          _count: { select: { sessions: true } },
        },
      },
    },
  })
  if (!reset) throw expiredLink()
  const { email, name, role, partner, team, tokenVersion, _count } = reset.user
  return {
    email,
    name,
    role,
    organisation: partner?.name ?? team?.name ?? 'Platform review',
    // An account that the operator created has a password that nobody knows.
    isFirst: reset.issuedById === null && tokenVersion === 1 && _count.sessions === 0,
  }
}

/**
 * Spends a reset link: every session of the user ends, and this browser gets a new one.
 * @throws AppError link_expired, rate_limited
 */
export async function resetPassword(
  input: { token: string; password: string; clientAddress: string } & SessionClient,
  now = databaseNow(),
): Promise<SessionClaims> {
  await consumeLimit('link_address', input.clientAddress)
  const passwordHash = await hashPassword(input.password)
  return inTransaction(async (tx) => {
    const [reset] = await tx.passwordReset.updateManyAndReturn({
      where: { tokenHash: hashToken(input.token), usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
      select: { userId: true },
    })
    if (!reset) throw expiredLink()
    const [user] = await tx.user.updateManyAndReturn({
      where: { id: reset.userId, removedAt: null },
      data: { passwordHash, tokenVersion: { increment: 1 } },
      select: { id: true, email: true, name: true, partnerId: true, teamId: true, tokenVersion: true },
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
    const session = await startSession(tx, user.id, input, now)
    return { userId: user.id, tokenVersion: user.tokenVersion, ...session }
  })
}

/** A link that was issued before the current password was set must not replace it. */
export async function spendResetLinks(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.passwordReset.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } })
}
