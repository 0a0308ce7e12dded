import type { Metadata } from 'next'
import { ConnectorPage } from '../connector-page'
import { type ConnectorParams, loadConnector } from '../load-connector'
import { ConnectorSecrets } from './connector-secrets'

export const metadata: Metadata = { title: 'Secrets of a connector' }

export default async function ConnectorSecretsPage({ params }: ConnectorParams) {
  const { actor, connector } = await loadConnector((await params).connectorId)
  return (
    <ConnectorPage actor={actor} connector={connector} here="Secrets">
      <ConnectorSecrets
        connectorId={connector.id}
        protocol={connector.protocol}
        frameSharedUntil={connector.frameSharedUntil}
        secrets={connector.secrets}
      />
    </ConnectorPage>
  )
}
