import { type Actor, requirePermission } from '@/lib/auth/permissions'
import { sessionSeconds } from '@/lib/auth/session'
import { recordAudit } from '@/lib/domain/audit/events'
import { notFound } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Reader, type Tx } from '@/lib/server/db'

/** What is stored about a browser that signs in, for the list of one's own sessions. */
export type SessionClient = { device: string; address: string }

const deviceLengthMax = 200
const listedMax = 100

/** Opens a session. Its cookie is believed until it ends. */
export async function startSession(
  reader: Reader | Tx,
  userId: string,
  client: SessionClient,
  now: Date,
): Promise<{ sessionId: string }> {
  const { id: sessionId } = await reader.session.create({
    data: {
      id: newId('ses'),
      userId,
      device: client.device.replace(/\p{Cc}+/gu, ' ').slice(0, deviceLengthMax),
      address: client.address,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + sessionSeconds * 1000),
    },
    select: { id: true },
  })
  return { sessionId }
}

/** Ends a session by its id, as signing out does. Ending one that ended changes nothing. */
export async function endSession(sessionId: string, now = databaseNow()): Promise<void> {
  await db().session.updateMany({ where: { id: sessionId, endedAt: null }, data: { endedAt: now } })
}

/** Ends every session of a user. */
export async function endSessions(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.session.updateMany({ where: { userId, endedAt: null }, data: { endedAt: now } })
}

/** The actor's own open sessions, the latest seen first. */
export async function listSessions(actor: Actor, now = databaseNow()) {
  const member = requirePermission(actor, 'account.update')
  return db().session.findMany({
    where: { userId: member.userId, endedAt: null, expiresAt: { gt: now } },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }],
    take: listedMax,
    select: { id: true, device: true, address: true, createdAt: true, lastSeenAt: true },
  })
}

/** Ends one of the actor's own sessions, or all but the one that asks. @throws AppError not_found */
export async function endOwnSessions(
  actor: Actor,
  input: { sessionId: string } | { allBut: string },
  now = databaseNow(),
): Promise<void> {
  const member = requirePermission(actor, 'account.update')
  await inTransaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: {
        userId: member.userId,
        endedAt: null,
        id: 'sessionId' in input ? input.sessionId : { not: input.allBut },
      },
      data: { endedAt: now },
    })
    if (count === 0 && 'sessionId' in input) throw notFound('session')
    if (count === 0) return
    await recordAudit(tx, member, {
      action: 'account.sessions_ended',
      subject: { type: 'account', id: member.userId, name: member.name },
      ...(member.kind === 'partner' ? { partnerId: member.partnerId } : {}),
      ...(member.kind === 'team' ? { teamId: member.teamId } : {}),
      data: { sessions: count },
      at: now,
    })
  })
}
