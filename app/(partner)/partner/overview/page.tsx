import type { Metadata } from 'next'
import { OverviewPage } from '@/app/_overview/overview-page'
import { requirePageActor } from '@/app/page-actor'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { getPartnerOverview } from '@/lib/domain/installations/overviews'
import { overviewInput } from '@/lib/domain/installations/overviews.schema'

export const metadata: Metadata = { title: 'Launch statistics' }

export default async function PartnerOverviewPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('widget.read')
  const input = overviewInput.parse(await readSearch(searchParams))
  // Launches are kept for 90 days, so the whole log needs no filter.
  const period = input.period === '90d' ? undefined : input.period
  const launchesOf = (widgetId: string) => `/partner/widgets/${widgetId}/launches`
  return (
    <OverviewPage
      actor={actor}
      overview={await getPartnerOverview(actor, input)}
      input={input}
      path="/partner/overview"
      lead="Launches of your widgets across all teams."
      widgetHref={(widgetId) => hrefWith(launchesOf(widgetId), { period })}
      failedHref={(widgetId) => hrefWith(launchesOf(widgetId), { outcome: 'failed', period })}
    />
  )
}
