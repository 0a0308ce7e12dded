import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Note } from '@/components/ui/note'
import { PageHead } from '@/components/ui/page-head'
import { getEmbedSettings } from '@/lib/domain/embed/embeds'
import { placementPlace, placements } from '@/lib/domain/protocols/placements.schema'
import { TestTabs } from './test-tabs'

const settings = '/settings/embedding'

export const metadata: Metadata = { title: 'Test embedding' }

/** The team's tabs by the script that its CRM loads, in a page of the portal. */
export default async function EmbeddingTestPage() {
  const actor = await requirePageActor('embed.manage')
  const { embed } = await getEmbedSettings(actor)
  return (
    <PortalPage
      actor={actor}
      crumbs={[{ label: 'Settings' }, { label: 'Embedding', href: settings }, { label: 'Test' }]}
    >
      <PageHead
        title="Test embedding"
        lead="Your tabs for an example record, shown by the script that your CRM’s pages load."
      />
      {embed && embed.origins.length > 0 ? (
        <div className="grid gap-4">
          <Note>
            This page is the portal’s own, so it doesn’t test your CRM’s origin and Content-Security-Policy,
            or whether a widget’s server allows your CRM to frame it.
          </Note>
          <TestTabs
            embedId={embed.id}
            placements={placements.map((value) => ({ value, label: placementPlace(value) }))}
          />
        </div>
      ) : (
        <EmptyState
          title="Embedding is off"
          actions={
            <ButtonLink variant="primary" href={settings}>
              Enter origins
            </ButtonLink>
          }
        >
          Enter the origins of your CRM first. Then this page shows your tabs as your CRM will.
        </EmptyState>
      )}
    </PortalPage>
  )
}
