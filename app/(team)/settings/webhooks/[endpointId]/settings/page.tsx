import type { Metadata } from 'next'
import { loadWebhook, type WebhookParams } from '../load-webhook'
import { WebhookPage } from '../webhook-page'
import { DeletePanel } from './delete-panel'
import { WebhookSecrets } from './webhook-secrets'
import { WebhookSettings } from './webhook-settings'

export const metadata: Metadata = { title: 'Settings of a webhook' }

export default async function WebhookSettingsPage({ params }: WebhookParams) {
  const { actor, webhook } = await loadWebhook((await params).endpointId)
  return (
    <WebhookPage actor={actor} webhook={webhook} here="Settings">
      <div className="grid gap-4">
        <WebhookSettings endpointId={webhook.id} url={webhook.url} events={webhook.events} />
        <WebhookSecrets endpointId={webhook.id} secrets={webhook.secrets} />
        <DeletePanel endpointId={webhook.id} />
      </div>
    </WebhookPage>
  )
}
