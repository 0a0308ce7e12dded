import type { SessionClaims } from '@/lib/auth/session'
import { findByPassword } from '@/lib/domain/accounts/accounts-of-address'
import { type SessionClient, startSession } from '@/lib/domain/accounts/sessions'
import { AppError } from '@/lib/errors'
import { hashToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { consumeLimit, returnLimit } from '@/lib/server/rate-limit'

/**
 * Checks an address and password in constant time. Failures are counted by client, by address and client, and
 * more generously by address only, so that a stranger elsewhere does not lock its owner out; success is not counted. A browser that
 * signed in to this account before is counted separately, whatever others try.
 * @throws AppError invalid_credentials, rate_limited
 */
export async function authenticate(input: {
  email: string
  password: string
  clientAddress: string
  knownDevice?: string | undefined
}) {
  const email = input.email.trim().toLowerCase().slice(0, 254)
  const uses = input.knownDevice
    ? ([['sign_in_device', hashToken(`${email} ${input.knownDevice}`)]] as const)
    : ([
        ['sign_in_account', hashToken(`${email} ${input.clientAddress}`)],
        ['sign_in_anywhere', hashToken(email)],
        ['sign_in_address', input.clientAddress],
      ] as const)
  for (const [limit, key] of uses) await consumeLimit(limit, key)
  const user = await findByPassword(db(), email, input.password)
  if (!user) throw new AppError('invalid_credentials', 'Email and password don’t match an account.')
  for (const [limit, key] of uses) await returnLimit(limit, key)
  return { userId: user.id, tokenVersion: user.tokenVersion }
}

/**
 * Signs in: a session of the account that address and password open, and what its cookie says.
 * @throws AppError invalid_credentials, rate_limited
 */
export async function signIn(
  input: {
    email: string
    password: string
    clientAddress: string
    knownDevice?: string | undefined
  } & SessionClient,
  now = databaseNow(),
): Promise<SessionClaims> {
  const user = await authenticate(input)
  return { ...user, ...(await startSession(db(), user.userId, input, now)) }
}
