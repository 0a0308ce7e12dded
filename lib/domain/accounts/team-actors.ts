import type { TeamActor } from '@/lib/auth/permissions'
import { isUuid } from '@/lib/ids'
import type { Reader } from '@/lib/server/db'

/** A member of a team as the database has them now, or undefined once they were removed or belong to another. */
export async function findTeamActor(
  reader: Reader,
  { userId, teamId }: { userId: string; teamId: string },
): Promise<TeamActor | undefined> {
  if (!isUuid(userId) || !isUuid(teamId)) return undefined
  const user = await reader.user.findFirst({
    where: { id: userId, teamId, removedAt: null },
    select: {
      email: true,
      name: true,
      role: true,
      singleKeys: true,
      mayInstall: true,
      team: { select: { name: true } },
    },
  })
  if (!user?.team || (user.role !== 'admin' && user.role !== 'agent')) return undefined
  const { role, team, ...person } = user
  return { ...person, kind: 'team', role, userId, teamId, organisation: team.name }
}
