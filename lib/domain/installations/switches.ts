import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { findVisibleWidget } from '@/lib/domain/installations/state'
import { placements } from '@/lib/domain/protocols/placements.schema'
import { db } from '@/lib/server/db'

/** The placements that a widget offers to the team, each with its switch. @throws AppError not_found */
export async function listSwitches(actor: Actor, input: { widgetId: string }) {
  const team = requireTeam(actor, 'installation.read')
  const { id, version } = await findVisibleWidget(db(), team, input.widgetId)
  const rows = await db().placementSwitch.findMany({
    where: { widgetId: id, teamId: team.teamId },
    select: { placement: true, enabled: true, switchedAt: true, switchedBy: { select: { name: true } } },
  })
  return placements
    .filter((placement) => version.placements.includes(placement))
    .map((placement) => {
      const row = rows.find((entry) => entry.placement === placement)
      return {
        placement,
        enabled: row?.enabled ?? false,
        switchedAt: row?.switchedAt ?? null,
        switchedBy: row?.switchedBy.name ?? null,
      }
    })
}
