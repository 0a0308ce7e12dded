import {
  type Actor,
  type MemberActor,
  type Role,
  requirePermission,
  requireTeam,
} from '@/lib/auth/permissions'
import { endApiKeysOf, endLinksOf, endMadeByMember } from '@/lib/domain/accounts/made-by-member'
import { organisationOf, ownOrganisation } from '@/lib/domain/accounts/organisation'
import { issuePasswordReset } from '@/lib/domain/accounts/password-reset'
import { recordAudit } from '@/lib/domain/audit/events'
import { endRegistrations } from '@/lib/domain/installations/change-registrations'
import { AppError, invalidField, notFound } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import { env } from '@/lib/server/env'

const pageSize = 100

const organisationRoles = {
  partner: ['owner', 'developer', 'qa'],
  team: ['admin', 'agent'],
  reviewer: [],
} as const satisfies Record<MemberActor['kind'], readonly Role[]>

/** The roles that members of the actor's organisation may have. */
export function assignableRoles(actor: MemberActor): readonly Role[] {
  return organisationRoles[actor.kind]
}

/** Members and open invitations of the actor's own organisation. */
export async function listMembers(actor: Actor, input: { cursor?: string } = {}, now = databaseNow()) {
  const member = requirePermission(actor, 'member.read')
  const where = ownOrganisation(member)
  const [members, invitations] = await Promise.all([
    db().user.findMany({
      where: { ...where, removedAt: null, ...(member.kind === 'reviewer' ? { role: 'reviewer' } : {}) },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: pageSize + 1,
      ...(input.cursor && isUuid(input.cursor) ? { cursor: { id: input.cursor }, skip: 1 } : {}),
      select: { id: true, email: true, name: true, role: true, mayInstall: true, createdAt: true },
    }),
    member.kind === 'reviewer'
      ? []
      : db().invitation.findMany({
          where: { ...where, usedAt: null, withdrawnAt: null, expiresAt: { gt: now } },
          orderBy: { createdAt: 'desc' },
          take: pageSize,
          select: {
            id: true,
            email: true,
            role: true,
            createdAt: true,
            expiresAt: true,
            createdBy: { select: { name: true } },
          },
        }),
  ])
  const page = members.slice(0, pageSize)
  return { members: page, invitations, nextCursor: members.length > pageSize ? page.at(-1)?.id : undefined }
}

/** Changes a member's role. Their next request already has it, and no grant of the one before. The last owner or admin stays. */
export async function changeRole(
  actor: Actor,
  input: { userId: string; role: Role },
  now = databaseNow(),
): Promise<void> {
  const member = requirePermission(actor, 'member.manage')
  requireRole(member, input.role)
  await changeMember(member, input.userId, async (tx, previous) => {
    await tx.user.update({
      where: { id: previous.id },
      data: { role: input.role, mayInstall: false },
      select: { id: true },
    })
    // Keys and links have the rights of those who may make them.
    if (!managers.includes(input.role)) await endManaged(tx, member, previous.id, now)
    await recordAudit(tx, member, {
      action: 'member.role_changed',
      subject: { type: 'member', id: previous.id, name: previous.name },
      ...organisationOf(ownOrganisation(member)),
      data: { from: previous.role, to: input.role },
      at: now,
    })
  })
}

/**
 * Allows an agent of the team to install and enable widgets, or no longer; an admin always can. It holds from their next request on. Setting
 * what is set already writes no event. @throws AppError not_found, wrong_state for an admin
 */
export async function setInstallGrant(
  actor: Actor,
  input: { userId: string; mayInstall: boolean },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'member.manage')
  await inTransaction(async (tx) => {
    const target = await findOwnMember(tx, team, input.userId)
    const { count } = await tx.user.updateMany({
      where: { id: target.id, role: 'agent', mayInstall: !input.mayInstall },
      data: { mayInstall: input.mayInstall },
    })
    if (count === 0 && target.role !== 'agent')
      throw new AppError('wrong_state', `${target.name} is an admin. Admins can always install widgets.`)
    if (count === 0) return
    await recordAudit(tx, team, {
      action: input.mayInstall ? 'member.install_granted' : 'member.install_withdrawn',
      subject: { type: 'member', id: target.id, name: target.name },
      teamId: team.teamId,
      at: now,
    })
  })
}

/**
 * Removes a member: the address is free again, what they did stays in the log under their name. Everything that they made and that works
 * without them ends: sessions, links, access given to partners, API keys but those in `keepKeys`, which the remover takes over.
 * Marketplace widgets that they were registered for are told.
 */
export async function removeMember(
  actor: Actor,
  input: { userId: string; keepKeys?: string[] | undefined },
  now = databaseNow(),
): Promise<void> {
  const member = requirePermission(actor, 'member.manage')
  await changeMember(member, input.userId, async (tx, previous) => {
    await tx.user.update({
      where: { id: previous.id },
      data: { removedAt: now, tokenVersion: { increment: 1 } },
      select: { id: true },
    })
    await endMadeByMember(tx, member, { userId: previous.id, keep: input.keepKeys ?? [], now })
    if (member.kind === 'team')
      await endRegistrations(tx, member, { teamId: member.teamId, where: { userId: previous.id }, now })
    await recordAudit(tx, member, {
      action: 'member.removed',
      subject: { type: 'member', id: previous.id, name: previous.name },
      ...organisationOf(ownOrganisation(member)),
      data: { role: previous.role },
      at: now,
    })
  })
}

/** A single-use link with which a member of the own organisation sets a new password. */
export async function createResetLink(actor: Actor, input: { userId: string }, now = databaseNow()) {
  const member = requirePermission(actor, 'member.manage')
  const token = await inTransaction(async (tx) => {
    const target = await findOwnMember(tx, member, input.userId)
    await recordAudit(tx, member, {
      action: 'account.reset_issued',
      subject: { type: 'account', id: target.id, name: target.name },
      ...organisationOf(target),
      at: now,
    })
    return issuePasswordReset(tx, { userId: target.id, issuedById: member.userId }, now)
  })
  return { link: `${env().PORTAL_ORIGIN}/reset/${token}` }
}

/** The roles that make API keys, invitations and reset links. */
const managers: readonly Role[] = ['owner', 'admin', 'reviewer']

async function endManaged(tx: Tx, member: MemberActor, userId: string, now: Date): Promise<void> {
  await endLinksOf(tx, userId, now)
  await endApiKeysOf(tx, member, { userId, keep: [], now })
}

async function changeMember(
  member: MemberActor,
  userId: string,
  change: (tx: Tx, previous: { id: string; name: string; role: Role }) => Promise<void>,
): Promise<void> {
  await inTransaction(async (tx) => {
    // Two owners who demote each other at once must not leave none: the organisation's row is the lock.
    if (member.kind === 'partner')
      await tx.$queryRaw`SELECT 1 FROM "Partner" WHERE id = ${member.partnerId} FOR UPDATE`
    if (member.kind === 'team')
      await tx.$queryRaw`SELECT 1 FROM "Team" WHERE id = ${member.teamId}::uuid FOR UPDATE`
    const target = await findOwnMember(tx, member, userId)
    await change(tx, target)
    const manager = member.kind === 'partner' ? 'owner' : 'admin'
    const remaining = await tx.user.count({
      where: { ...ownOrganisation(member), role: manager, removedAt: null },
    })
    if (remaining === 0)
      throw new AppError(
        'conflict',
        `${member.organisation} needs at least one ${manager}. Give someone else this role first.`,
      )
  })
}

async function findOwnMember(tx: Tx, member: MemberActor, userId: string) {
  const target = isUuid(userId)
    ? await tx.user.findFirst({
        where: { id: userId, ...ownOrganisation(member), removedAt: null },
        select: { id: true, name: true, role: true, partnerId: true, teamId: true },
      })
    : null
  if (!target) throw notFound('member')
  return target
}

/** @throws AppError invalid_input on `role` */
export function requireRole(member: MemberActor, role: Role): void {
  if (!assignableRoles(member).includes(role))
    throw invalidField('role', 'Your organisation doesn’t have this role.')
}
