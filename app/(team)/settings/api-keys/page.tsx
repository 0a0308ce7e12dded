import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { ApiKeysPage } from '@/app/_api-keys/api-keys-page'
import { requirePageActor } from '@/app/page-actor'

export const metadata: Metadata = { title: 'API keys' }

export default async function SettingsApiKeysPage() {
  const actor = await requirePageActor('api_key.manage')
  if (actor.kind !== 'team') forbidden()
  return (
    <ApiKeysPage
      actor={actor}
      crumbs={[{ label: 'Settings' }, { label: 'API keys' }]}
      does="can show its tabs, open launches and switch widgets on or off"
    />
  )
}
