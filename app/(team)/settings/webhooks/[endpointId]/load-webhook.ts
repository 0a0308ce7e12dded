import { cache } from 'react'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { getWebhook } from '@/lib/domain/webhooks/read'

export type WebhookParams = { params: Promise<{ endpointId: string }> }

/** The reader and the webhook of a page, loaded once a request. */
export const loadWebhook = cache(async (endpointId: string) => {
  const actor = await requirePageActor('webhook.manage')
  return { actor, webhook: await orNotFound(getWebhook(actor, endpointId)) }
})

export type LoadedWebhook = Awaited<ReturnType<typeof loadWebhook>>['webhook']
