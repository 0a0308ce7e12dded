import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { listConnectors } from '@/lib/domain/connectors/read'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { ConnectorState, RequestOutcome } from './connector-state'

export const metadata: Metadata = { title: 'Connectors' }

export default async function ConnectorsPage() {
  const actor = await requirePageActor('connector.read')
  const connectors = await listConnectors(actor)
  const add = (
    <ButtonLink href="/settings/connectors/new" variant="primary" icon={<Icon of={Plus} />}>
      Add a connector
    </ButtonLink>
  )
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Settings' }, { label: 'Connectors' }]}>
      <PageHead
        title="Connectors"
        lead={`Outside platforms that look up people and companies of ${actor.organisation} or log activities on them. Each has its own endpoints and secret.`}
        actions={connectors.length > 0 ? add : undefined}
      />
      {connectors.length === 0 ? (
        <EmptyState framed title="No connectors yet" actions={add}>
          Add one for SocialSignIn, Showpad, Salesloft, the marketplace or a CRM that uses Sure Send. You get
          the URLs and the secret to enter there, and see each request here.
        </EmptyState>
      ) : (
        <Panel>
          <Table
            caption="Connectors"
            columns={[
              { label: 'Connector' },
              { label: 'Platform' },
              { label: 'State' },
              { label: 'Last request' },
            ]}
          >
            {connectors.map((connector) => (
              <TableRow key={connector.id} dim={connector.disabledAt !== null}>
                <TableCell kind="lead">
                  <Link href={`/settings/connectors/${connector.id}`}>{connector.name}</Link>
                  <CellMeta>
                    <span className="mono break-all">{connector.id}</span>
                  </CellMeta>
                </TableCell>
                <TableCell label="Platform">{factsOf(connector.protocol).connector.label}</TableCell>
                <TableCell label="State">
                  <ConnectorState
                    disabledAt={connector.disabledAt}
                    retiringUntil={connector.retiringUntil}
                    hasAnswered={connector.hasAnswered}
                    needsConnecting={connector.needsConnecting}
                  />
                </TableCell>
                <TableCell label="Last request">
                  {connector.lastRequest ? (
                    <>
                      <RequestOutcome {...connector.lastRequest} />
                      <CellMeta>
                        <Time value={connector.lastRequest.at} shape="relative" />
                      </CellMeta>
                    </>
                  ) : (
                    <Missing />
                  )}
                </TableCell>
              </TableRow>
            ))}
          </Table>
        </Panel>
      )}
    </PortalPage>
  )
}
