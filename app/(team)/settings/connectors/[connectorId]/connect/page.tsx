import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { readSearch, type SearchParams } from '@/app/search-params'
import { PageHead } from '@/components/ui/page-head'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { getConnector } from '@/lib/domain/connectors/read'
import { ConnectButton } from './connect-button'

export const metadata: Metadata = { title: 'Connect a connector' }

type Props = { params: Promise<{ connectorId: string }>; searchParams: SearchParams }

export default async function ConnectPage({ params, searchParams }: Props) {
  const actor = await requirePageActor('connector.manage')
  const { connectorId } = await params
  const { return_to: returnTo } = await readSearch(searchParams)
  const { id, name, oauth } = await orNotFound(getConnector(actor, connectorId))
  if (!oauth) notFound()
  const platform = new URL(oauth.authorizeUrl).host
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { label: 'Settings' },
        { label: 'Connectors', href: '/settings/connectors' },
        { label: name, href: `/settings/connectors/${id}` },
        { label: 'Connect' },
      ]}
    >
      <PageHead
        title={oauth.connectedAt ? `Connect ${name} again` : `Connect ${name}`}
        lead={`You agree at ${platform}, which then gives this CRM a secret for its launches and tokens for its API.`}
      />
      <div className="max-w-[46rem]">
        <Panel labelledBy="connect">
          <PanelHeader id="connect" title={oauth.connectedAt ? 'What changes' : 'What happens'} />
          <PanelBody className="grid gap-4">
            <ul className="grid list-disc gap-1 pl-4">
              {oauth.connectedAt ? (
                <>
                  <li>
                    The connection to tenant <code className="mono break-all">{oauth.tenantId}</code>,
                    integration <code className="mono break-all">{oauth.integrationId}</code> is replaced.
                  </li>
                  <li>If it’s the same integration, its current secret is accepted for another day.</li>
                  <li>If it’s a different one, the current secret is refused at once.</li>
                </>
              ) : (
                <li>
                  Its launches can show people and companies of {actor.organisation} to the platform’s users.
                </li>
              )}
              {returnTo ? (
                <li>
                  Afterwards you return to <code className="mono break-all">{returnTo}</code>.
                </li>
              ) : null}
            </ul>
            <ConnectButton connectorId={id} returnTo={returnTo} platform={platform} />
          </PanelBody>
        </Panel>
      </div>
    </PortalPage>
  )
}
