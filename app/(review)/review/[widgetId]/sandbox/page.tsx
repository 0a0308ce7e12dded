import type { Metadata } from 'next'
import { cache } from 'react'
import { SandboxPage } from '@/app/_sandbox/sandbox-page'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'
import { getWorkbench } from '@/lib/domain/sandbox/workbench'

type Props = { params: Promise<{ widgetId: string }>; searchParams: SearchParams }

const loadBench = cache(async (widgetId: string) => {
  const actor = await requirePageActor('review.read')
  return { actor, bench: await orNotFound(getWorkbench(actor, { widgetId })) }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { bench } = await loadBench((await params).widgetId)
  return { title: `Sandbox, ${bench.name}` }
}

export default async function ReviewSandboxPage({ params, searchParams }: Props) {
  const { actor, bench } = await loadBench((await params).widgetId)
  const path = `/review/${bench.widgetId}`
  return (
    <SandboxPage
      actor={actor}
      bench={bench}
      path={`${path}/sandbox`}
      search={await readSearch(searchParams)}
      crumbs={[
        { label: 'Review queue', href: '/review' },
        { label: bench.name, href: path },
        { label: 'Sandbox' },
      ]}
    />
  )
}
