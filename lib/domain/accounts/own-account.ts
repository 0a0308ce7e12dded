import { hashPassword, verifyPassword } from '@/lib/auth/password'
import { type Actor, type MemberActor, requirePermission } from '@/lib/auth/permissions'
import type { SessionClaims } from '@/lib/auth/session'
import { requireOwnPassword } from '@/lib/domain/accounts/accounts-of-address'
import { organisationOf, ownOrganisation } from '@/lib/domain/accounts/organisation'
import { spendResetLinks } from '@/lib/domain/accounts/password-reset'
import { endSessions, type SessionClient, startSession } from '@/lib/domain/accounts/sessions'
import { recordAudit } from '@/lib/domain/audit/events'
import { invalidField } from '@/lib/errors'
import { hashToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'
import { consumeLimit, returnLimit } from '@/lib/server/rate-limit'

/** Changes the own password; every session ends, and another one begins here. Returns what its cookie says. */
export async function changePassword(
  actor: Actor,
  input: { current: string; password: string } & SessionClient,
  now = databaseNow(),
): Promise<SessionClaims> {
  const member = requirePermission(actor, 'account.update')
  await consumeLimit('sign_in_account', hashToken(member.email))
  const user = await db().user.findFirst({
    where: { id: member.userId, removedAt: null },
    select: { passwordHash: true },
  })
  if (!(await verifyPassword(user?.passwordHash, input.current)))
    throw invalidField('current', 'Your current password is not correct.')
  await returnLimit('sign_in_account', hashToken(member.email))
  const passwordHash = await hashPassword(input.password)
  return inTransaction(async (tx) => {
    const user = await tx.user.update({
      where: { id: member.userId },
      data: { passwordHash, tokenVersion: { increment: 1 } },
      select: { tokenVersion: true },
    })
    await requireOwnPassword(tx, member.email, input.password, member.userId)
    await spendResetLinks(tx, member.userId, now)
    await endSessions(tx, member.userId, now)
    await recordAudit(tx, member, { action: 'account.password_changed', ...ownAccount(member), at: now })
    const { sessionId } = await startSession(tx, member.userId, input, now)
    return { userId: member.userId, tokenVersion: user.tokenVersion, sessionId }
  })
}

/** Changes the own name and whether single-key shortcuts work. */
export async function updateAccount(
  actor: Actor,
  input: { name: string; singleKeys: boolean },
  now = databaseNow(),
): Promise<void> {
  const member = requirePermission(actor, 'account.update')
  await inTransaction(async (tx) => {
    await tx.user.update({ where: { id: member.userId }, data: input, select: { id: true } })
    await recordAudit(tx, member, {
      action: 'account.updated',
      ...ownAccount(member),
      data: { name: input.name, singleKeys: input.singleKeys },
      at: now,
    })
  })
}

function ownAccount(member: MemberActor) {
  return {
    subject: { type: 'account' as const, id: member.userId, name: member.name },
    ...organisationOf(ownOrganisation(member)),
  }
}
