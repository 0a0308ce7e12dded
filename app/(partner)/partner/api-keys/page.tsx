import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { ApiKeysPage } from '@/app/_api-keys/api-keys-page'
import { requirePageActor } from '@/app/page-actor'

export const metadata: Metadata = { title: 'API keys' }

export default async function PartnerApiKeysPage() {
  const actor = await requirePageActor('api_key.manage')
  if (actor.kind !== 'partner') forbidden()
  return (
    <ApiKeysPage
      actor={actor}
      crumbs={[{ label: 'Partner' }, { label: 'API keys' }]}
      does="can read its widgets, rotate their secrets and submit versions"
    />
  )
}
