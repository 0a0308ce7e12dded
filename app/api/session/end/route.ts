import { cookies } from 'next/headers'
import { decodeSession, sessionCookieName, sessionCookieOptions } from '@/lib/auth/session'
import { endSession } from '@/lib/domain/accounts/sessions'
import { route } from '@/lib/http/route'

/** Signs out: the session ends here and not only in the browser. */
export const POST = route({ access: 'session' }, async () => {
  const jar = await cookies()
  const claims = await decodeSession(jar.get(sessionCookieName())?.value)
  if (claims) await endSession(claims.sessionId)
  jar.set(sessionCookieName(), '', { ...sessionCookieOptions(), maxAge: 0 })
  return new Response(null, { status: 303, headers: { location: '/sign-in' } })
})
