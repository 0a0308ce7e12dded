import { Tile } from '@/components/ui/tile'
import { hasPermission, type TeamActor } from '@/lib/auth/permissions'
import type { Tab } from '@/lib/domain/installations/tabs'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import type { RecordPlacement } from '@/lib/domain/protocols/placements.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { PartnerSearch } from './partner-search'

/** The partners whose own search answers for this record. */
export function PartnerPanel({
  actor,
  partners,
  memberCount,
  recordName,
  ...record
}: {
  actor: TeamActor
  partners: Tab[]
  memberCount: number
  placement: RecordPlacement
  recordId: string
  recordName: string
}) {
  return (
    <div className="grid gap-4">
      {partners.map(({ icon, colour, protocol, ...partner }) => (
        <PartnerSearch
          key={partner.widgetId}
          {...partner}
          becomes={findFacts(protocol)?.search?.becomes ?? 'logged'}
          {...record}
          startQuery={recordName}
          tile={<Tile size="lg" icon={icon as WidgetIcon} colour={colour as WidgetColour} />}
          headTile={<Tile size="sm" icon={icon as WidgetIcon} colour={colour as WidgetColour} />}
          teamName={actor.organisation}
          memberCount={memberCount}
          canSwitch={hasPermission(actor, 'installation.switch')}
          singleKeys={actor.singleKeys}
        />
      ))}
    </div>
  )
}
