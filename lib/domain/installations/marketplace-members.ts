import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { UpdateMarketplaceMemberInput } from '@/lib/domain/installations/locations.schema'
import { notFound } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'

const pageSize = 50

/** The team's members as marketplace apps know them, the longest here first, by cursor. */
export async function listMarketplaceMembers(actor: Actor, input: { cursor?: string | undefined } = {}) {
  const team = requireTeam(actor, 'location.manage')
  const rows = await db().user.findMany({
    where: { teamId: team.teamId, removedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(input.cursor && isUuid(input.cursor)
      ? { cursor: { id: input.cursor, teamId: team.teamId }, skip: 1 }
      : {}),
    select: { id: true, name: true, email: true, username: true, domainUrl: true },
  })
  const members = rows.slice(0, pageSize)
  return { members, nextCursor: rows.length > pageSize ? members.at(-1)?.id : undefined }
}

/** Sets the username and the address of the domain that postbacks name for a member. @throws AppError not_found */
export async function updateMarketplaceMember(
  actor: Actor,
  input: UpdateMarketplaceMemberInput,
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'location.manage')
  if (!isUuid(input.userId)) throw notFound('member')
  await inTransaction(async (tx) => {
    const [member] = await tx.user.updateManyAndReturn({
      where: { id: input.userId, teamId: team.teamId, removedAt: null },
      data: { username: input.username, domainUrl: input.domainUrl },
      select: { id: true, name: true },
    })
    if (!member) throw notFound('member')
    await recordAudit(tx, team, {
      action: 'member.marketplace_updated',
      subject: { type: 'member', id: member.id, name: member.name },
      teamId: team.teamId,
      data: { username: input.username, domain: input.domainUrl },
      at: now,
    })
  })
}
