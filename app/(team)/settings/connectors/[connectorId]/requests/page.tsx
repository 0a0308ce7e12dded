import type { Metadata } from 'next'
import { orNotFound } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'
import { listConnectorRequestsInput } from '@/lib/domain/connectors/connectors.schema'
import { listConnectorRequests } from '@/lib/domain/connectors/requests'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { ConnectorPage } from '../connector-page'
import { type ConnectorParams, loadConnector } from '../load-connector'
import { RequestsPanel } from './requests-panel'

export const metadata: Metadata = { title: 'Requests of a connector' }

export default async function ConnectorRequestsPage({
  params,
  searchParams,
}: ConnectorParams & { searchParams: SearchParams }) {
  const { actor, connector } = await loadConnector((await params).connectorId)
  const input = listConnectorRequestsInput.parse(await readSearch(searchParams))
  const log = await orNotFound(listConnectorRequests(actor, { ...input, connectorId: connector.id }))
  return (
    <ConnectorPage actor={actor} connector={connector} here="Requests">
      <RequestsPanel
        connectorId={connector.id}
        endpoints={factsOf(connector.protocol).connector.endpoints}
        input={input}
        log={log}
      />
    </ConnectorPage>
  )
}
