import type { Metadata } from 'next'
import { OverviewPage } from '@/app/_overview/overview-page'
import { requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'
import { getTeamOverview } from '@/lib/domain/installations/overviews'
import { overviewInput } from '@/lib/domain/installations/overviews.schema'

export const metadata: Metadata = { title: 'Launch statistics' }

export default async function TeamOverviewPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('installation.manage')
  const input = overviewInput.parse(await readSearch(searchParams))
  return (
    <OverviewPage
      actor={actor}
      overview={await getTeamOverview(actor, input)}
      input={input}
      path="/settings/overview"
      lead={`Launches of widgets by members of ${actor.organisation}.`}
      widgetHref={(widgetId) => `/settings/integration-widgets/${widgetId}`}
    />
  )
}
