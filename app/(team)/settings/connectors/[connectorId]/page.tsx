import type { Metadata } from 'next'
import { orNotFound } from '@/app/page-actor'
import { getConnectorTraffic } from '@/lib/domain/connectors/requests'
import { ActivityPanel } from './activity-panel'
import { ConnectionPanel } from './connection-panel'
import { ConnectorPage } from './connector-page'
import { EndpointsPanel } from './endpoints-panel'
import { type ConnectorParams, loadConnector } from './load-connector'

export const metadata: Metadata = { title: 'Connector' }

export default async function ConnectorOverviewPage({ params }: ConnectorParams) {
  const { actor, connector } = await loadConnector((await params).connectorId)
  const traffic = await orNotFound(getConnectorTraffic(actor, connector.id))
  return (
    <ConnectorPage actor={actor} connector={connector}>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid gap-4">
          {connector.oauth ? (
            <ConnectionPanel connectorId={connector.id} connection={connector.oauth} />
          ) : null}
          <EndpointsPanel
            connectorId={connector.id}
            protocol={connector.protocol}
            endpoints={connector.endpoints}
          />
        </div>
        <ActivityPanel connector={connector} traffic={traffic} />
      </div>
    </ConnectorPage>
  )
}
