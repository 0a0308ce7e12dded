import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { PageHead } from '@/components/ui/page-head'
import { AddWebhook } from './add-webhook'

export const metadata: Metadata = { title: 'Add a webhook' }

export default async function NewWebhookPage() {
  const actor = await requirePageActor('webhook.manage')
  return (
    <PortalPage
      actor={actor}
      crumbs={[{ label: 'Settings' }, { label: 'Webhooks', href: '/settings/webhooks' }, { label: 'Add' }]}
    >
      <PageHead
        title="Add a webhook"
        lead={`Your server receives the people and companies of ${actor.organisation} as they change.`}
      />
      <AddWebhook />
    </PortalPage>
  )
}
