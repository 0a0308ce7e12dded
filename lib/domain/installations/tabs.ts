import type { TeamActor } from '@/lib/auth/permissions'
import { effectiveVersion, visibleTo } from '@/lib/domain/installations/installations'
import { hasLaunch } from '@/lib/domain/protocols/facts.schema'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { addressOf } from '@/lib/domain/protocols/widget-settings.schema'
import { db } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

/** A widget that is on in a placement. */
export type Tab = Awaited<ReturnType<typeof listSwitchedOn>>[number]

const tabVersion = {
  select: {
    id: true,
    name: true,
    url: true,
    settings: true,
    icon: true,
    colour: true,
    placements: true,
  },
} as const

const tabSelect = {
  id: true,
  protocol: true,
  testTeamId: true,
  testState: true,
  partner: { select: { name: true } },
  servingVersion: tabVersion,
  testVersion: tabVersion,
} as const satisfies Prisma.WidgetSelect

/** What opens in a frame in this placement: every widget that is on and opens for this team. One query, however many there are. */
export async function listTabs(team: TeamActor, placement: Placement) {
  return (await listSwitchedOn(team, placement)).filter((widget) => hasLaunch(widget.protocol))
}

/** Every widget that is on in this placement, also one that is called and not opened. */
export async function listSwitchedOn(team: TeamActor, placement: Placement) {
  const rows = await db().placementSwitch.findMany({
    where: {
      teamId: team.teamId,
      placement,
      enabled: true,
      widget: { suspendedAt: null, stoppedAt: null, ...visibleTo(team.teamId) },
    },
    orderBy: [{ switchedAt: 'asc' }, { widgetId: 'asc' }],
    take: 100,
    select: { widget: { select: tabSelect } },
  })
  return rows.flatMap(({ widget }) => {
    const version = effectiveVersion(widget, team.teamId)
    if (!version?.placements.includes(placement)) return []
    return [
      {
        widgetId: widget.id,
        protocol: widget.protocol,
        name: version.name,
        icon: version.icon,
        colour: version.colour,
        origin: new URL(addressOf(version, placement)).origin,
        partnerName: widget.partner.name,
        isTesting:
          widget.testState === 'accepted' &&
          widget.testTeamId === team.teamId &&
          widget.testVersion?.id === version.id,
      },
    ]
  })
}
