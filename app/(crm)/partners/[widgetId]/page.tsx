import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { readSearch, type SearchParams } from '@/app/search-params'
import { PageHead } from '@/components/ui/page-head'
import { Tile } from '@/components/ui/tile'
import { hasPermission, requireTeam } from '@/lib/auth/permissions'
import { countMembers } from '@/lib/domain/installations/installations'
import { listSwitchedOn } from '@/lib/domain/installations/tabs'
import { findFacts, isSearchable } from '@/lib/domain/protocols/facts.schema'
import { recordPlacements } from '@/lib/domain/protocols/placements.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { PartnerSearch } from '../../partner-search'

type Props = { params: Promise<{ widgetId: string }>; searchParams: SearchParams }

const loadPartner = cache(async (widgetId: string) => {
  const actor = requireTeam(await requirePageActor('launch.open'), 'launch.open')
  for (const placement of recordPlacements) {
    const on = await listSwitchedOn(actor, placement)
    const widget = on.find((entry) => entry.widgetId === widgetId && isSearchable(entry.protocol))
    if (widget) return { actor, widget, placement }
  }
  notFound()
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { widget } = await loadPartner((await params).widgetId)
  return { title: `Search in ${widget.name}` }
}

/** A partner's own search, from anywhere. */
export default async function PartnerSearchPage({ params, searchParams }: Props) {
  const { actor, widget, placement } = await loadPartner((await params).widgetId)
  const { query = '' } = await readSearch(searchParams)
  const { icon, colour, protocol, ...partner } = widget
  const tile = { icon: icon as WidgetIcon, colour: colour as WidgetColour }
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Partners' }, { label: widget.name }]}>
      <PageHead
        title={`Search in ${widget.name}`}
        lead={`${widget.partnerName} answers, and sees what you search for and who you are.`}
      />
      <PartnerSearch
        key={query}
        {...partner}
        becomes={findFacts(protocol)?.search?.becomes ?? 'logged'}
        placement={placement}
        startQuery={query.slice(0, 200)}
        searchesAtOnce={query !== ''}
        tile={<Tile size="lg" {...tile} />}
        headTile={<Tile size="sm" {...tile} />}
        teamName={actor.organisation}
        memberCount={await countMembers(actor.teamId)}
        canSwitch={hasPermission(actor, 'installation.switch')}
        singleKeys={actor.singleKeys}
      />
    </PortalPage>
  )
}
