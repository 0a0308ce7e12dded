import { cookies } from 'next/headers'
import { sessionCookieName, sessionCookieOptions } from '@/lib/auth/session'
import { route } from '@/lib/http/route'

/** Signs out. */
export const POST = route({ access: 'session' }, async () => {
  const jar = await cookies()
  jar.set(sessionCookieName(), '', { ...sessionCookieOptions(), maxAge: 0 })
  return new Response(null, { status: 303, headers: { location: '/sign-in' } })
})
