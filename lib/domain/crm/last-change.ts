import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { db } from '@/lib/server/db'

/** Who last created or changed a record of the team, and when. Undefined where the log doesn't have it. */
export async function findLastChange(actor: Actor, recordId: string) {
  const { teamId, userId } = requireTeam(actor, 'record.write')
  const event = await db().auditEvent.findFirst({
    where: {
      subjectId: recordId,
      subjectType: 'record',
      teamId,
      action: { in: ['record.created', 'record.updated'] },
    },
    orderBy: { sequence: 'desc' },
    select: { actorId: true, actorName: true, at: true },
  })
  return event ? { by: event.actorName, isYou: event.actorId === userId, at: event.at } : undefined
}
