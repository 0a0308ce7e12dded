import { decode, encode } from 'next-auth/jwt'
import { env } from '@/lib/server/env'

/** What the session cookie says. It is only believed together with the rows of its session and user: see `readActor`. */
export type SessionClaims = { userId: string; tokenVersion: number; sessionId: string }

export const sessionSeconds = 7 * 24 * 60 * 60

export function sessionCookieName(): string {
  return isSecure() ? '__Host-framegate.session' : 'framegate.session'
}

export function sessionCookieOptions() {
  return { httpOnly: true, sameSite: 'lax', secure: isSecure(), path: '/' } as const
}

/** An encrypted token in next-auth's own format, so that next-auth reads what we write. */
export function encodeSession(claims: SessionClaims): Promise<string> {
  return encode({
    token: { sub: claims.userId, tokenVersion: claims.tokenVersion, sessionId: claims.sessionId },
    secret: env().SESSION_SECRET,
    maxAge: sessionSeconds,
  })
}

/** The claims of a token, or undefined for one that is missing, forged or expired. */
export async function decodeSession(token: string | undefined): Promise<SessionClaims | undefined> {
  if (!token) return undefined
  const decoded = await decode({ token, secret: env().SESSION_SECRET }).catch(() => null)
  const { sub: userId, tokenVersion, sessionId } = decoded ?? {}
  if (typeof userId !== 'string' || typeof tokenVersion !== 'number' || typeof sessionId !== 'string')
    return undefined
  return { userId, tokenVersion, sessionId }
}

function isSecure(): boolean {
  return env().PORTAL_ORIGIN.startsWith('https:')
}
