import { createHash } from 'node:crypto'
import { cookies } from 'next/headers'
import { cache } from 'react'
import type { Actor } from '@/lib/auth/permissions'
import { decodeSession, type SessionClaims, sessionCookieName } from '@/lib/auth/session'
import { isUuid } from '@/lib/ids'
import { db } from '@/lib/server/db'

/** Who makes this request. Read once a request, from the database: a removed member or a changed role acts at once. */
export const currentActor = cache(async (): Promise<Actor> => {
  const token = (await cookies()).get(sessionCookieName())?.value
  return readActor(await decodeSession(token))
})

/** Asks again who this session is: for answers that outlive a change of role or a removal. */
export async function actorReader(): Promise<() => Promise<Actor>> {
  const claims = await decodeSession((await cookies()).get(sessionCookieName())?.value)
  return () => readActor(claims)
}

/** Names this session and cannot resume it: what one browser begins is ended there. Empty without a session. */
export async function currentSessionKey(): Promise<string> {
  const token = (await cookies()).get(sessionCookieName())?.value
  return token ? createHash('sha256').update(token).digest('hex') : ''
}

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
