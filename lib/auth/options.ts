import type { NextAuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { sessionCookieName, sessionCookieOptions, sessionSeconds } from '@/lib/auth/session'
import { authenticate } from '@/lib/domain/accounts'
import { env } from '@/lib/server/env'

/** next-auth behind our own sign-in route: it keeps the token's format, its cookie and its refresh. */
export function authOptions(clientAddress: string): NextAuthOptions {
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
          const user = await authenticate({
            email: credentials?.email ?? '',
            password: credentials?.password ?? '',
            clientAddress,
          })
          return { id: user.userId, tokenVersion: user.tokenVersion }
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        if (user && 'tokenVersion' in user) token.tokenVersion = user.tokenVersion
        return token
      },
    },
  }
}
