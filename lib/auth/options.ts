import type { NextAuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { findKnownDevice } from '@/lib/auth/known-device'
import { sessionCookieName, sessionCookieOptions, sessionSeconds } from '@/lib/auth/session'
import { signInInput } from '@/lib/domain/accounts/accounts.schema'
import { endSession } from '@/lib/domain/accounts/sessions'
import { signIn } from '@/lib/domain/accounts/sign-in'
import { type AppError, toAppError } from '@/lib/errors'
import { env } from '@/lib/server/env'

type SignInCaller = {
  clientAddress: string
  address: string
  device: string
  /** The cookie of a browser that signed in before. */
  knownDevice: string | undefined
  /** Receives why a sign-in failed: next-auth itself reports only that it did. */
  onRefusal: (error: AppError) => void
}

/** next-auth behind our own sign-in route: it keeps the token's format, its cookie and its refresh. */
export function authOptions({
  clientAddress,
  address,
  device,
  knownDevice,
  onRefusal,
}: SignInCaller): NextAuthOptions {
  return {
    secret: env().SESSION_SECRET,
    session: { strategy: 'jwt', maxAge: sessionSeconds },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    cookies: { sessionToken: { name: sessionCookieName(), options: sessionCookieOptions() } },
    providers: [
      CredentialsProvider({
        credentials: {
          email: { label: 'Email', type: 'email' },
          password: { label: 'Password', type: 'password' },
        },
        async authorize(credentials) {
          const input = signInInput.safeParse(credentials)
          if (!input.success) return null
          try {
            const { userId, ...claims } = await signIn({
              ...input.data,
              clientAddress,
              address,
              device,
              knownDevice: findKnownDevice(knownDevice, input.data.email),
            })
            return { id: userId, ...claims }
          } catch (thrown) {
            onRefusal(toAppError(thrown))
            return null
          }
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        if (user && 'tokenVersion' in user && 'sessionId' in user) {
          token.tokenVersion = user.tokenVersion
          token.sessionId = user.sessionId
        }
        return token
      },
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sessionId === 'string') await endSession(token.sessionId)
      },
    },
  }
}
