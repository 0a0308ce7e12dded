import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { readSearch, type SearchParams } from '@/app/search-params'
import { PageHead } from '@/components/ui/page-head'
import { isProtocolId, protocolIds } from '@/lib/domain/protocols/facts.schema'
import { RegisterWidget } from './register-widget'

export const metadata: Metadata = { title: 'Register a widget' }

export default async function NewWidgetPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('widget.create')
  const { protocol = '', first } = await readSearch(searchParams)
  return (
    <PortalPage
      actor={actor}
      crumbs={[{ label: 'Widgets', href: '/partner/widgets' }, { label: 'Register' }]}
    >
      <PageHead
        title={first ? `Welcome, ${actor.name}. Register your first widget` : 'Register a widget'}
        lead="You get its ID and secret right away. Nobody outside your organisation sees what it says until a team agrees to test it or you submit it for review."
      />
      <RegisterWidget
        partnerName={actor.organisation}
        startProtocol={isProtocolId(protocol) ? protocol : protocolIds[0]}
      />
    </PortalPage>
  )
}
