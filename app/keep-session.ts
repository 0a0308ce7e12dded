import { cookies } from 'next/headers'
import {
  encodeSession,
  type SessionClaims,
  sessionCookieName,
  sessionCookieOptions,
  sessionSeconds,
} from '@/lib/auth/session'

/** Sets the session's cookie in this browser. */
export async function keepSession(claims: SessionClaims): Promise<void> {
  const jar = await cookies()
  jar.set(sessionCookieName(), await encodeSession(claims), {
    ...sessionCookieOptions(),
    maxAge: sessionSeconds,
  })
}

/** Keeps the email that was typed with a wrong password, so that it needn't be typed again. A cookie stays out of URLs and logs. */
export const typedEmailName = 'framegate.typed_email'

export function typedEmailOptions() {
  return { ...sessionCookieOptions(), path: '/sign-in', maxAge: 300 }
}
