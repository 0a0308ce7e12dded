import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { PageHead } from '@/components/ui/page-head'
import { AddConnector } from './add-connector'

export const metadata: Metadata = { title: 'Add a connector' }

export default async function NewConnectorPage() {
  const actor = await requirePageActor('connector.manage')
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { label: 'Settings' },
        { label: 'Connectors', href: '/settings/connectors' },
        { label: 'Add' },
      ]}
    >
      <PageHead
        title="Add a connector"
        lead={`A platform gets its own endpoints and a secret. Anyone with the secret can read the people and companies of ${actor.organisation}.`}
      />
      <AddConnector />
    </PortalPage>
  )
}
