import type { Actor } from '@/lib/auth/permissions'
import type { SessionClaims } from '@/lib/auth/session'
import { isUuid } from '@/lib/ids'
import { db } from '@/lib/server/db'

/** The actor behind session claims, anonymous if the user is gone or the token was overtaken. */
export async function readActor(claims: SessionClaims | undefined): Promise<Actor> {
  if (!claims || !isUuid(claims.userId)) return { kind: 'anonymous' }
  const user = await db().user.findFirst({
    where: { id: claims.userId, tokenVersion: claims.tokenVersion, removedAt: null },
    select: {
      id: true,
      email: true,
      name: true,
      role: true,
      partnerId: true,
      teamId: true,
      singleKeys: true,
      mayInstall: true,
      partner: { select: { name: true } },
      team: { select: { name: true } },
    },
  })
  if (!user) return { kind: 'anonymous' }
  const person = { userId: user.id, email: user.email, name: user.name, singleKeys: user.singleKeys }
  switch (user.role) {
    case 'owner':
    case 'developer':
    case 'qa':
      if (!user.partnerId || !user.partner) return { kind: 'anonymous' }
      return {
        ...person,
        kind: 'partner',
        role: user.role,
        partnerId: user.partnerId,
        organisation: user.partner.name,
      }
    case 'admin':
    case 'agent':
      if (!user.teamId || !user.team) return { kind: 'anonymous' }
      return {
        ...person,
        kind: 'team',
        role: user.role,
        teamId: user.teamId,
        organisation: user.team.name,
        mayInstall: user.mayInstall,
      }
    case 'reviewer':
      return { ...person, kind: 'reviewer', role: 'reviewer', organisation: 'Platform review' }
  }
}
