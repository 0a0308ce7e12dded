import { encodeSession } from '@/lib/auth/session'
import { startSession } from '@/lib/domain/accounts/sessions'
import type { PrismaClient } from '@/lib/server/prisma/client'

/** The value of a session cookie of an account, as signing in would set it. */
export async function sessionTokenOf(db: PrismaClient, email: string): Promise<string> {
  const { id: userId, tokenVersion } = await db.user.findFirstOrThrow({
    where: { email, removedAt: null },
    select: { id: true, tokenVersion: true },
  })
  const client = { device: 'Browser of a test', address: '127.0.0.1' }
  const { sessionId } = await startSession(db, userId, client, new Date())
  return encodeSession({ userId, tokenVersion, sessionId })
}
