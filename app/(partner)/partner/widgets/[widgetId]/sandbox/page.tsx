import type { Metadata } from 'next'
import { cache } from 'react'
import { SandboxPage } from '@/app/_sandbox/sandbox-page'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'
import { getWorkbench } from '@/lib/domain/sandbox/workbench'
import type { WidgetParams } from '../load-widget'

const loadBench = cache(async (widgetId: string) => {
  const actor = await requirePageActor('sandbox.use')
  return { actor, bench: await orNotFound(getWorkbench(actor, { widgetId })) }
})

export async function generateMetadata({ params }: WidgetParams): Promise<Metadata> {
  const { bench } = await loadBench((await params).widgetId)
  return { title: `Sandbox, ${bench.name}` }
}

export default async function PartnerSandboxPage({
  params,
  searchParams,
}: WidgetParams & { searchParams: SearchParams }) {
  const { actor, bench } = await loadBench((await params).widgetId)
  const path = `/partner/widgets/${bench.widgetId}`
  return (
    <SandboxPage
      actor={actor}
      bench={bench}
      path={`${path}/sandbox`}
      search={await readSearch(searchParams)}
      crumbs={[
        { label: 'Widgets', href: '/partner/widgets' },
        { label: bench.name, href: path },
        { label: 'Sandbox' },
      ]}
    />
  )
}
