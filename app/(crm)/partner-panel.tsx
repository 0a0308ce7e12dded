import { Tile } from '@/components/ui/tile'
import { hasPermission, type TeamActor } from '@/lib/auth/permissions'
import type { Tab } from '@/lib/domain/installations/tabs'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import type { RecordPlacement } from '@/lib/domain/protocols/placements.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { PartnerSearch } from './partner-search'

/** One search for the given partners, from a record or from anywhere. */
export function PartnerPanel({
  actor,
  partners,
  ...search
}: {
  actor: TeamActor
  partners: Tab[]
  memberCount: number
  placement: RecordPlacement
  recordId?: string
  startQuery: string
  searchesAtOnce?: boolean
}) {
  return (
    <PartnerSearch
      {...search}
      partners={partners.map(({ widgetId, name, partnerName, origin, icon, colour, protocol }) => {
        const tile = { icon: icon as WidgetIcon, colour: colour as WidgetColour }
        return {
          widgetId,
          name,
          partnerName,
          origin,
          becomes: findFacts(protocol)?.search?.becomes ?? 'logged',
          tile: <Tile size="lg" {...tile} />,
          headTile: <Tile size="sm" {...tile} />,
        }
      })}
      teamName={actor.organisation}
      canSwitch={hasPermission(actor, 'installation.switch')}
      singleKeys={actor.singleKeys}
    />
  )
}
