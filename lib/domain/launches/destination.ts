import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { findRecord } from '@/lib/domain/crm/records'
import type { LaunchOwner } from '@/lib/domain/launches/launches'
import type { Destination, DestinationInput } from '@/lib/domain/launches/launches.schema'
import { notFound } from '@/lib/errors'
import { db } from '@/lib/server/db'

/** Where a widget that this member opened may go, as `findOwnDestination`. */
export async function findDestination(
  actor: Actor,
  input: { launchId: string; target: DestinationInput },
): Promise<Destination> {
  const { teamId, userId } = requireTeam(actor, 'record.read')
  return findOwnDestination({ teamId, userId, hostUserId: null }, input)
}

/**
 * The record that a widget names, if it is one of the team that opened the widget. A CRM that describes its records has them itself, so a
 * launch of such a record may name any: the CRM's page looks for it among its own.
 * @throws AppError not_found
 */
export async function findOwnDestination(
  owner: LaunchOwner,
  { launchId, target }: { launchId: string; target: DestinationInput },
): Promise<Destination> {
  const launch = await db().launch.findFirst({
    where: { id: launchId, ...owner },
    select: { recordId: true },
  })
  if (!launch) throw notFound('launch')
  const [kind, id] =
    'person' in target ? (['person', target.person] as const) : (['company', target.company] as const)
  const record = await findRecord(owner.teamId, kind, id)
  if (record) return { kind, ...record, isStored: true }
  if (owner.hostUserId === null || launch.recordId !== null) throw notFound(kind)
  return { kind, id, externalId: null, isStored: false }
}
