import { cookies } from 'next/headers'
import { cache } from 'react'
import type { Actor } from '@/lib/auth/permissions'
import { readActor } from '@/lib/auth/read-actor'
import { decodeSession, sessionCookieName } from '@/lib/auth/session'
import { hashToken } from '@/lib/ids'

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

/** The id of the session that this request belongs to; empty without one. */
export async function currentSessionId(): Promise<string> {
  const token = (await cookies()).get(sessionCookieName())?.value
  return (await decodeSession(token))?.sessionId ?? ''
}

/** Names this session and cannot resume it: what one browser begins is ended there. Empty without a session. */
export async function currentSessionKey(): Promise<string> {
  const token = (await cookies()).get(sessionCookieName())?.value
  return token ? hashToken(token) : ''
}
