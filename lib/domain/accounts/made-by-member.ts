import { type Actor, type MemberActor, requirePermission } from '@/lib/auth/permissions'
import { organisationOf, ownOrganisation } from '@/lib/domain/accounts/organisation'
import { endSessions } from '@/lib/domain/accounts/sessions'
import { recordAudit } from '@/lib/domain/audit/events'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, type Tx } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

/** What a member created that works without them, for the remover: API keys, and what else ends with them. */
export async function listMadeByMember(actor: Actor, input: { userId: string }, now = databaseNow()) {
  const member = requirePermission(actor, 'member.manage')
  if (!isUuid(input.userId)) return { apiKeys: [], secrets: 0, sessions: 0, grants: 0, links: 0 }
  const { userId } = input
  const own = ownOrganisation(member)
  const target = { id: userId, ...own, removedAt: null }
  const [apiKeys, secrets, sessions, grants, invitations, resets, tests] = await Promise.all([
    db().apiKey.findMany({
      where: { createdById: userId, ...own, revokedAt: null, createdBy: target },
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      take: 50,
      select: { id: true, name: true, lastUsedAt: true },
    }),
    countSecrets(target),
    db().session.count({ where: { userId, endedAt: null, expiresAt: { gt: now }, user: target } }),
    db().oAuthGrant.count({ where: { userId, revokedAt: null, user: target } }),
    db().invitation.count({ where: { ...openInvitationsOf(userId, now), createdBy: target } }),
    db().passwordReset.count({ where: { ...openResetsOf(userId, now), user: own } }),
    db().testLink.count({ where: { createdById: userId, expiresAt: { gt: now }, createdBy: target } }),
  ])
  return { apiKeys, secrets, sessions, grants, links: invitations + resets + tests }
}

/** Live secrets that a member created and may still know: nothing ends them but a rotation. */
async function countSecrets(createdBy: Prisma.UserWhereInput): Promise<number> {
  const live = { createdBy, state: { not: 'revoked' as const } }
  const counts = await Promise.all([
    db().secret.count({ where: live }),
    db().installationSecret.count({ where: live }),
    db().connectorSecret.count({ where: { createdBy, revokedAt: null } }),
    db().sandboxSecret.count({ where: { createdBy } }),
    db().oAuthClient.count({ where: { createdBy } }),
  ])
  return counts.reduce((sum, count) => sum + count, 0)
}

/**
 * Ends what a member made: sessions, links they issued or hold, access they gave to partners, tokens, and API keys. A key that is named in
 * `keep` continues under the name of the member who decides so.
 */
export async function endMadeByMember(
  tx: Tx,
  by: MemberActor | undefined,
  { userId, keep, now }: { userId: string; keep: readonly string[]; now: Date },
): Promise<void> {
  await endSessions(tx, userId, now)
  await endLinksOf(tx, userId, now)
  await tx.oAuthGrant.updateMany({
    where: { userId, revokedAt: null },
    data: { revokedAt: now, revokeReason: 'The member who agreed was removed' },
  })
  await tx.accessToken.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } })
  await tx.oAuthCode.updateMany({ where: { userId, spentAt: null }, data: { spentAt: now } })
  await tx.connectorOAuthState.deleteMany({ where: { userId } })
  await endApiKeysOf(tx, by, { userId, keep, now })
}

/** Invitations and test links that they made, and links to set a password that they made or hold. */
export async function endLinksOf(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.invitation.updateMany({ where: openInvitationsOf(userId, now), data: { withdrawnAt: now } })
  await tx.passwordReset.updateMany({ where: openResetsOf(userId, now), data: { usedAt: now } })
  await tx.testLink.deleteMany({ where: { createdById: userId } })
}

/** The keys that a member made, who may not make any from now on: revoked, or taken over by the member who decides so. */
export async function endApiKeysOf(
  tx: Tx,
  by: MemberActor | undefined,
  { userId, keep, now }: { userId: string; keep: readonly string[]; now: Date },
): Promise<void> {
  const keys = await tx.apiKey.findMany({
    where: { createdById: userId, revokedAt: null },
    select: { id: true, name: true, partnerId: true, teamId: true },
  })
  for (const { id, name, ...owner } of keys) {
    const isKept = by !== undefined && keep.includes(id)
    await tx.apiKey.update({
      where: { id },
      data: isKept ? { createdById: by.userId } : { revokedAt: now },
      select: { id: true },
    })
    await recordAudit(tx, by ?? { kind: 'system' }, {
      action: isKept ? 'api_key.taken_over' : 'api_key.revoked',
      subject: { type: 'api_key', id, name },
      ...organisationOf(owner),
      at: now,
    })
  }
}

function openInvitationsOf(userId: string, now: Date): Prisma.InvitationWhereInput {
  return { createdById: userId, usedAt: null, withdrawnAt: null, expiresAt: { gt: now } }
}

/** Links with which they could set their own password, or someone else's. */
function openResetsOf(userId: string, now: Date): Prisma.PasswordResetWhereInput {
  return { usedAt: null, expiresAt: { gt: now }, OR: [{ userId }, { issuedById: userId }] }
}
