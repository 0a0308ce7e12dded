import type { Actor } from '@/lib/auth/permissions'
import type { SessionClaims } from '@/lib/auth/session'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

const seenEverySeconds = 5 * 60

const actorSelect = {
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
} as const satisfies Prisma.UserSelect

type ActorRow = Prisma.UserGetPayload<{ select: typeof actorSelect }>

/** The actor behind session claims, anonymous if the session ended, the user is gone or the token was overtaken. */
export async function readActor(claims: SessionClaims | undefined, now = databaseNow()): Promise<Actor> {
  if (!claims || !isUuid(claims.userId)) return { kind: 'anonymous' }
  const session = await db().session.findFirst({
    where: {
      id: claims.sessionId,
      userId: claims.userId,
      endedAt: null,
      expiresAt: { gt: now },
      user: { tokenVersion: claims.tokenVersion, removedAt: null },
    },
    select: { lastSeenAt: true, user: { select: actorSelect } },
  })
  if (!session) return { kind: 'anonymous' }
  if (now.getTime() - session.lastSeenAt.getTime() > seenEverySeconds * 1000)
    await db().session.updateMany({ where: { id: claims.sessionId }, data: { lastSeenAt: now } })
  return toActor(session.user)
}

/** A member as the database has them now, without a session; anonymous for nobody. */
export async function findActor(userId: string): Promise<Actor> {
  const user = isUuid(userId)
    ? await db().user.findFirst({ where: { id: userId, removedAt: null }, select: actorSelect })
    : null
  return user ? toActor(user) : { kind: 'anonymous' }
}

function toActor(user: ActorRow): Actor {
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
