import { createHash, randomUUID } from 'node:crypto'
import { hashPassword, verifyPassword } from '@/lib/auth/password'
import { type Actor, type MemberActor, requirePermission } from '@/lib/auth/permissions'
import { isUniqueViolation } from '@/lib/database-errors'
import type { JoinInput, SignUpInput } from '@/lib/domain/accounts.schema'
import { recordAudit } from '@/lib/domain/audit'
import { AppError, invalidField } from '@/lib/errors'
import { newId, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import { consumeLimit, returnLimit } from '@/lib/server/rate-limit'

const resetLinkHours = 24

/**
 * Checks an address and password in constant time. Failures are counted by client, by address and client, and
 * more generously by address alone, so that a stranger elsewhere does not lock its owner out; success is not counted. A browser that
 * signed in to this account before is counted by itself, whatever others try.
 * @throws AppError invalid_credentials, rate_limited
 */
export async function authenticate(input: {
  email: string
  password: string
  clientAddress: string
  knownDevice?: string | undefined
}) {
  const email = input.email.trim().toLowerCase().slice(0, 254)
  const uses = input.knownDevice
    ? ([['sign_in_device', hashToken(`${email} ${input.knownDevice}`)]] as const)
    : ([
        ['sign_in_account', hashToken(`${email} ${input.clientAddress}`)],
        ['sign_in_anywhere', hashToken(email)],
        ['sign_in_address', input.clientAddress],
      ] as const)
  for (const [limit, key] of uses) await consumeLimit(limit, key)
  const user = await db().user.findFirst({
    where: { email, removedAt: null },
    select: { id: true, passwordHash: true, tokenVersion: true },
  })
  const matches = await verifyPassword(user?.passwordHash, input.password.slice(0, 256))
  if (!user || !matches) {
    throw new AppError('invalid_credentials', 'Email and password do not match an account.')
  }
  for (const [limit, key] of uses) await returnLimit(limit, key)
  return { userId: user.id, tokenVersion: user.tokenVersion }
}

/** Registers a partner and its first owner. Answers alike, in content and time, when the address is taken: then nothing is created. */
export async function signUpPartner(
  input: SignUpInput & { clientAddress: string },
  now = databaseNow(),
): Promise<void> {
  await consumeLimit('sign_up_address', input.clientAddress)
  const passwordHash = await hashPassword(input.password)
  try {
    await inTransaction(async (tx) => {
      const partner = await tx.partner.create({
        data: { id: newId('prt'), name: input.organisation, createdAt: now },
        select: { id: true, name: true },
      })
      const user = await tx.user.create({
        data: {
          id: randomUUID(),
          email: input.email,
          name: input.name ?? input.email.split('@')[0] ?? input.email,
          passwordHash,
          role: 'owner',
          partnerId: partner.id,
        },
        select: { id: true, name: true },
      })
      await recordAudit(
        tx,
        { kind: 'anonymous' },
        {
          action: 'partner.signed_up',
          subject: { type: 'partner', id: partner.id, name: partner.name },
          partnerId: partner.id,
          data: { owner: user.name },
          at: now,
        },
      )
    })
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown
  }
}

/** Who an open invitation is for. @throws AppError link_expired */
export async function getInvitation(token: string, now = databaseNow()) {
  const invitation = await db().invitation.findFirst({
    where: { tokenHash: hashToken(token), usedAt: null, withdrawnAt: null, expiresAt: { gt: now } },
    select: {
      email: true,
      role: true,
      partner: { select: { name: true } },
      team: { select: { name: true } },
    },
  })
  if (!invitation) throw expiredLink()
  return {
    email: invitation.email,
    role: invitation.role,
    organisation: invitation.partner?.name ?? invitation.team?.name ?? 'Platform review',
  }
}

/** Spends an invitation and creates its member. @throws AppError link_expired, rate_limited, conflict */
export async function acceptInvitation(
  input: JoinInput & { clientAddress: string },
  now = databaseNow(),
): Promise<void> {
  await consumeLimit('link_address', input.clientAddress)
  const passwordHash = await hashPassword(input.password)
  await inTransaction(async (tx) => {
    const [invitation] = await tx.invitation.updateManyAndReturn({
      where: { tokenHash: hashToken(input.token), usedAt: null, withdrawnAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
      select: { email: true, role: true, partnerId: true, teamId: true },
    })
    if (!invitation) throw expiredLink()
    const { email, role, partnerId, teamId } = invitation
    const user = await tx.user.create({
      data: { id: randomUUID(), email, name: input.name, passwordHash, role, partnerId, teamId },
      select: { id: true, name: true },
    })
    await recordAudit(
      tx,
      { kind: 'anonymous' },
      {
        action: 'member.joined',
        subject: { type: 'member', id: user.id, name: user.name },
        ...organisationOf({ partnerId, teamId }),
        data: { role },
        at: now,
      },
    )
  }).catch((thrown: unknown) => {
    if (isUniqueViolation(thrown))
      throw new AppError(
        'conflict',
        'This address already has an account. Sign in with it, or ask for an invitation to another address.',
      )
    throw thrown
  })
}

/** A single-use link to set a new password, for a member of the caller's own organisation. */
export async function issuePasswordReset(tx: Tx, userId: string, now: Date): Promise<string> {
  const token = newToken()
  await tx.passwordReset.create({
    data: {
      id: newId('rst'),
      tokenHash: hashToken(token),
      userId,
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
      select: { id: true, name: true, partnerId: true, teamId: true },
    })
    if (!user) throw expiredLink()
    await spendResetLinks(tx, user.id, now)
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

/** Changes the own password; every other session ends. Returns the token version for a fresh cookie. */
export async function changePassword(
  actor: Actor,
  input: { current: string; password: string },
  now = databaseNow(),
) {
  const member = requirePermission(actor, 'account.update')
  await consumeLimit('sign_in_account', hashToken(member.email))
  const user = await db().user.findFirst({
    where: { id: member.userId, removedAt: null },
    select: { passwordHash: true },
  })
  if (!(await verifyPassword(user?.passwordHash, input.current)))
    throw invalidField('current', 'This is not your current password.')
  await returnLimit('sign_in_account', hashToken(member.email))
  const passwordHash = await hashPassword(input.password)
  return inTransaction(async (tx) => {
    const user = await tx.user.update({
      where: { id: member.userId },
      data: { passwordHash, tokenVersion: { increment: 1 } },
      select: { tokenVersion: true },
    })
    await spendResetLinks(tx, member.userId, now)
    await recordAudit(tx, member, { action: 'account.password_changed', ...ownAccount(member), at: now })
    return { userId: member.userId, tokenVersion: user.tokenVersion }
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

/** A link from before the present password must not undo it. */
async function spendResetLinks(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.passwordReset.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } })
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** The audit columns of whose organisation something is. */
export function organisationOf(row: { partnerId?: string | null; teamId?: string | null }) {
  return {
    ...(row.partnerId ? { partnerId: row.partnerId } : {}),
    ...(row.teamId ? { teamId: row.teamId } : {}),
  }
}

function ownAccount(member: MemberActor) {
  return {
    subject: { type: 'account' as const, id: member.userId, name: member.name },
    ...(member.kind === 'partner' ? { partnerId: member.partnerId } : {}),
    ...(member.kind === 'team' ? { teamId: member.teamId } : {}),
  }
}

function expiredLink(): AppError {
  return new AppError('link_expired', 'This link was used, withdrawn or has expired. Ask for a new one.')
}
