import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { readSearch, type SearchParams } from '@/app/search-params'
import { PageHead } from '@/components/ui/page-head'
import { requireTeam } from '@/lib/auth/permissions'
import { countMembers } from '@/lib/domain/installations/installations'
import { listSwitchedOn } from '@/lib/domain/installations/tabs'
import { isSearchable } from '@/lib/domain/protocols/facts.schema'
import { recordPlacements } from '@/lib/domain/protocols/placements.schema'
import { PartnerPanel } from '../../partner-panel'

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
  return { title: `Search ${widget.name}` }
}

/** A partner's own search without a record, as the palette opens it. */
export default async function PartnerSearchPage({ params, searchParams }: Props) {
  const { actor, widget, placement } = await loadPartner((await params).widgetId)
  const { query = '' } = await readSearch(searchParams)
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Partner search' }, { label: widget.name }]}>
      <PageHead
        title={`Search ${widget.name}`}
        lead={`${widget.partnerName} receives what you search for and who you are.`}
      />
      <PartnerPanel
        key={query}
        actor={actor}
        partners={[widget]}
        placement={placement}
        startQuery={query.slice(0, 200)}
        searchesAtOnce={query !== ''}
        memberCount={await countMembers(actor.teamId)}
      />
    </PortalPage>
  )
}
