import type { SessionClaims } from '@/lib/auth/session'
import { startSession } from '@/lib/domain/accounts/sessions'
import { db } from '@/lib/server/db'

/** What the cookie of a member says who has just signed in, in the browser of a test. */
export async function openSession(userId: string, now = new Date()): Promise<SessionClaims> {
  const { tokenVersion } = await db().user.findUniqueOrThrow({ where: { id: userId } })
  const client = { device: 'Test browser', address: '127.0.0.1' }
  return { userId, tokenVersion, ...(await startSession(db(), userId, client, now)) }
}
