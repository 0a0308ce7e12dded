import { createHash, randomUUID } from 'node:crypto'
import { hashPassword } from '@/lib/auth/password'
import { type Actor, type Role, requirePermission } from '@/lib/auth/permissions'
import { isUniqueViolation } from '@/lib/database-errors'
import type { InviteInput, JoinInput } from '@/lib/domain/accounts/accounts.schema'
import {
  accountsPerAddressMax,
  countAccounts,
  requireOwnPassword,
} from '@/lib/domain/accounts/accounts-of-address'
import { expiredLink } from '@/lib/domain/accounts/links'
import { requireRole } from '@/lib/domain/accounts/members'
import { organisationOf, ownOrganisation } from '@/lib/domain/accounts/organisation'
import { recordAudit } from '@/lib/domain/audit/events'
import { changedSinceRead } from '@/lib/domain/versions/hash'
import { AppError, invalidField, notFound } from '@/lib/errors'
import { hashToken, newId, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { consumeLimit } from '@/lib/server/rate-limit'

const invitationDays = 7

/** Makes a single-use link for a new member. The link is returned once and only its hash is kept. */
export async function inviteMember(
  actor: Actor,
  input: InviteInput,
  now = databaseNow(),
): Promise<{ link: string; email: string }> {
  const member = requirePermission(actor, 'member.manage')
  requireRole(member, input.role)
  const token = newToken()
  await inTransaction(async (tx) => {
    const present = await tx.user.findFirst({
      where: { email: input.email, ...ownOrganisation(member), removedAt: null },
      select: { name: true },
    })
    if (present) throw invalidField('email', `${present.name} is already a member.`)
    const invitation = await tx.invitation.create({
      data: {
        id: newId('inv'),
        tokenHash: hashToken(token),
        email: input.email,
        role: input.role,
        ...ownOrganisation(member),
        createdById: member.userId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + invitationDays * 24 * 60 * 60 * 1000),
      },
      select: { id: true },
    })
    await recordAudit(tx, member, {
      action: 'member.invited',
      subject: { type: 'invitation', id: invitation.id, name: input.email },
      ...organisationOf(ownOrganisation(member)),
      data: { role: input.role },
      at: now,
    })
  })
  return { link: `${env().PORTAL_ORIGIN}/join/${token}`, email: input.email }
}

export async function withdrawInvitation(
  actor: Actor,
  input: { invitationId: string },
  now = databaseNow(),
): Promise<void> {
  const member = requirePermission(actor, 'member.manage')
  await inTransaction(async (tx) => {
    const [invitation] = await tx.invitation.updateManyAndReturn({
      where: { id: input.invitationId, ...ownOrganisation(member), usedAt: null, withdrawnAt: null },
      data: { withdrawnAt: now },
      select: { id: true, email: true },
    })
    if (!invitation) throw notFound('invitation')
    await recordAudit(tx, member, {
      action: 'member.invitation_withdrawn',
      subject: { type: 'invitation', id: invitation.id, name: invitation.email },
      ...organisationOf(ownOrganisation(member)),
      at: now,
    })
  })
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
  return describeInvitation(invitation)
}

type InvitationRow = {
  email: string
  role: Role
  partner: { name: string } | null
  team: { name: string } | null
}

function describeInvitation({ email, role, partner, team }: InvitationRow) {
  const shown = { email, role, organisation: partner?.name ?? team?.name ?? 'Platform review' }
  return { ...shown, contentHash: createHash('sha256').update(JSON.stringify(shown)).digest('hex') }
}

/**
 * Spends an invitation and creates its member, whatever other account has the address: nobody can block an address by taking it. The answer does
 * not reveal whether there is one, except to someone who knows its password.
 * @throws AppError link_expired, changed_since_read, rate_limited, invalid_input for the password of another account of the address,
 *   conflict for a member already
 */
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
      select: {
        email: true,
        role: true,
        partnerId: true,
        teamId: true,
        partner: { select: { name: true } },
        team: { select: { name: true } },
      },
    })
    if (!invitation) throw expiredLink()
    if (input.contentHash !== undefined && input.contentHash !== describeInvitation(invitation).contentHash)
      throw changedSinceRead()
    const { email, role, partnerId, teamId } = invitation
    if ((await countAccounts(tx, email)) >= accountsPerAddressMax) throw takenAddress()
    await requireOwnPassword(tx, email, input.password)
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
    if (isUniqueViolation(thrown)) throw takenAddress()
    throw thrown
  })
}

function takenAddress(): AppError {
  return new AppError(
    'conflict',
    'This address already belongs to a member. Sign in with it, or ask for an invitation to another address.',
  )
}
