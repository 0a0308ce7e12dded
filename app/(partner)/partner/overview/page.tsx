import type { Metadata } from 'next'
import { OverviewPage } from '@/app/_overview/overview-page'
import { requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'
import { getPartnerOverview } from '@/lib/domain/installations/overviews'
import { overviewInput } from '@/lib/domain/installations/overviews.schema'

export const metadata: Metadata = { title: 'Overview' }

export default async function PartnerOverviewPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('widget.read')
  const input = overviewInput.parse(await readSearch(searchParams))
  return (
    <OverviewPage
      actor={actor}
      overview={await getPartnerOverview(actor, input)}
      days={input.days}
      path="/partner/overview"
      lead="How the launches of your widgets went, in all teams together."
      widgetHref={(widgetId) => `/partner/widgets/${widgetId}/launches`}
    />
  )
}
