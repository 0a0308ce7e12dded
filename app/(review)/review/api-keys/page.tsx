import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { ApiKeysPage } from '@/app/_api-keys/api-keys-page'
import { requirePageActor } from '@/app/page-actor'

export const metadata: Metadata = { title: 'API keys' }

export default async function ReviewApiKeysPage() {
  const actor = await requirePageActor('api_key.manage')
  if (actor.kind !== 'reviewer') forbidden()
  return (
    <ApiKeysPage
      actor={actor}
      crumbs={[{ label: 'Platform' }, { label: 'API keys' }]}
      does="can read the queue and decide on versions"
    />
  )
}
