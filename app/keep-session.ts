import { cookies } from 'next/headers'
import {
  encodeSession,
  type SessionClaims,
  sessionCookieName,
  sessionCookieOptions,
  sessionSeconds,
} from '@/lib/auth/session'

/** Gives this browser the cookie of a session. */
export async function keepSession(claims: SessionClaims): Promise<void> {
  const jar = await cookies()
  jar.set(sessionCookieName(), await encodeSession(claims), {
    ...sessionCookieOptions(),
    maxAge: sessionSeconds,
  })
}

/** The address that was typed with a wrong password, so that nobody types it twice. It is in no URL and no log. */
export const typedEmailName = 'framegate.typed_email'

export function typedEmailOptions() {
  return { ...sessionCookieOptions(), path: '/sign-in', maxAge: 300 }
}
