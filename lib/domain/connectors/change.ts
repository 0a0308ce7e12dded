import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { notFound } from '@/lib/errors'
import { inTransaction, type Tx } from '@/lib/server/db'

export type NamedConnector = { id: string; name: string; protocol: ProtocolId }

/** One change of the team's own connector, its row locked: all or nothing. @throws AppError not_found, also for another team's */
export async function changeConnector<T>(
  actor: Actor,
  connectorId: string,
  run: (tx: Tx, team: TeamActor, connector: NamedConnector) => Promise<T>,
): Promise<T> {
  const team = requireTeam(actor, 'connector.manage')
  return inTransaction(async (tx) => {
    // Locked until commit, so that of two rotations at once one waits and then sees the other.
    const [locked] = await tx.$queryRaw<NamedConnector[]>`
      SELECT "id", "name", "protocol" FROM "Connector"
      WHERE "id" = ${connectorId} AND "teamId" = ${team.teamId}::uuid AND "deletedAt" IS NULL FOR UPDATE`
    if (!locked) throw notFound('connector')
    return run(tx, team, locked)
  })
}

/** Writes the event of a change. */
export async function recordConnector(
  tx: Tx,
  team: TeamActor,
  connector: NamedConnector,
  action: AuditAction,
  data: Record<string, string | number | boolean | string[]>,
  at: Date,
): Promise<void> {
  const subject = { type: 'connector', id: connector.id, name: connector.name } as const
  await recordAudit(tx, team, { action, subject, teamId: team.teamId, data, at })
}
