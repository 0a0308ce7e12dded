import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { PageHead } from '@/components/ui/page-head'
import { RegisterWidget } from './register-widget'

export const metadata: Metadata = { title: 'Register a widget' }

export default async function NewWidgetPage() {
  const actor = await requirePageActor('widget.create')
  return (
    <PortalPage
      actor={actor}
      crumbs={[{ label: 'Widgets', href: '/partner/widgets' }, { label: 'Register' }]}
    >
      <PageHead
        title="Register a widget"
        lead="You get its id and its signing secret at once. Nobody outside your organisation sees it before a team accepts to test it or a reviewer approves it."
      />
      <RegisterWidget partnerName={actor.organisation} />
    </PortalPage>
  )
}
