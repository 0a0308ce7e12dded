import type { Metadata } from 'next'
import { ConnectorPage } from '../connector-page'
import { type ConnectorParams, loadConnector } from '../load-connector'
import { DangerPanel } from './danger-panel'
import { SettingsPanel } from './settings-panel'

export const metadata: Metadata = { title: 'Settings of a connector' }

export default async function ConnectorSettingsPage({ params }: ConnectorParams) {
  const { actor, connector } = await loadConnector((await params).connectorId)
  const { oauth } = connector
  return (
    <ConnectorPage actor={actor} connector={connector} here="Settings">
      <div className="grid gap-4">
        <SettingsPanel
          connectorId={connector.id}
          protocol={connector.protocol}
          values={{
            name: connector.name,
            frameOrigins: connector.frameOrigins.join('\n'),
            unsignedParameters: connector.unsignedParameters.join('\n'),
            lifetimeHours: String(connector.lifetimeHours),
            clientId: oauth?.clientId ?? '',
            clientSecret: '',
            authorizeUrl: oauth?.authorizeUrl ?? '',
            tokenUrl: oauth?.tokenUrl ?? '',
            returnOrigins: oauth?.returnOrigins.join('\n') ?? '',
            emailTemplates: connector.emailTemplates ?? '',
            apiBase: connector.apiBase ?? '',
          }}
        />
        <DangerPanel
          connectorId={connector.id}
          name={connector.name}
          isDisabled={connector.disabledAt !== null}
        />
      </div>
    </ConnectorPage>
  )
}
