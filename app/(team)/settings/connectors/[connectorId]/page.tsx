import type { Metadata } from 'next'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { readSearch, type SearchParams } from '@/app/search-params'
import { CopyButton } from '@/components/ui/copy-button'
import { PageHead } from '@/components/ui/page-head'
import { listConnectorRequestsInput } from '@/lib/domain/connectors/connectors.schema'
import { getConnector } from '@/lib/domain/connectors/read'
import { listRegistrations } from '@/lib/domain/connectors/registrations'
import { listConnectorRequests } from '@/lib/domain/connectors/requests'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { ConnectorState } from '../connector-state'
import { ConnectionPanel } from './connection-panel'
import { ConnectorSecrets } from './connector-secrets'
import { DangerPanel } from './danger-panel'
import { EndpointsPanel } from './endpoints-panel'
import { RegistrationsPanel } from './registrations-panel'
import { RequestsPanel } from './requests-panel'
import { SettingsPanel } from './settings-panel'

export const metadata: Metadata = { title: 'Connector' }

type Props = { params: Promise<{ connectorId: string }>; searchParams: SearchParams }

export default async function ConnectorPage({ params, searchParams }: Props) {
  const actor = await requirePageActor('connector.read')
  const { connectorId } = await params
  const input = listConnectorRequestsInput.parse(await readSearch(searchParams))
  const [connector, log, registrations] = await Promise.all([
    orNotFound(getConnector(actor, connectorId)),
    orNotFound(listConnectorRequests(actor, { ...input, connectorId })),
    orNotFound(listRegistrations(actor, connectorId)),
  ])
  const retiring = connector.secrets.find(({ state }) => state === 'retiring')
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { label: 'Settings' },
        { label: 'Connectors', href: '/settings/connectors' },
        { label: connector.name },
      ]}
    >
      <PageHead
        title={connector.name}
        lead={factsOf(connector.protocol).connector.purpose}
        facts={
          <>
            <span>{factsOf(connector.protocol).connector.label}</span>
            <ConnectorState
              disabledAt={connector.disabledAt}
              retiringUntil={retiring?.graceEndsAt ?? undefined}
              hasAnswered={connector.hasAnswered}
              needsConnecting={connector.oauth !== null && !connector.oauth.connectedAt}
            />
            <span className="flex items-center gap-1">
              <code className="mono break-all">{connector.id}</code>
              <CopyButton size="sm" iconOnly value={connector.id} label="Copy connector id" />
            </span>
          </>
        }
      />
      <div className="grid gap-4">
        {connector.oauth ? <ConnectionPanel connectorId={connector.id} connection={connector.oauth} /> : null}
        <EndpointsPanel
          connectorId={connector.id}
          protocol={connector.protocol}
          endpoints={connector.endpoints}
          canTest={connector.disabledAt === null && connector.secrets.some(({ state }) => state === 'active')}
          isDisabled={connector.disabledAt !== null}
        />
        <ConnectorSecrets
          connectorId={connector.id}
          protocol={connector.protocol}
          frameSharedUntil={connector.frameSharedUntil}
          secrets={connector.secrets}
        />
        {factsOf(connector.protocol).connector.hasPostbacks ? (
          <RegistrationsPanel connectorId={connector.id} registrations={registrations} />
        ) : null}
        <RequestsPanel connectorId={connector.id} protocol={connector.protocol} input={input} log={log} />
        <SettingsPanel
          connectorId={connector.id}
          protocol={connector.protocol}
          values={{
            name: connector.name,
            frameOrigins: connector.frameOrigins.join('\n'),
            unsignedParameters: connector.unsignedParameters.join('\n'),
            lifetimeHours: String(connector.lifetimeHours),
            clientId: connector.oauth?.clientId ?? '',
            clientSecret: '',
            authorizeUrl: connector.oauth?.authorizeUrl ?? '',
            tokenUrl: connector.oauth?.tokenUrl ?? '',
            returnOrigins: connector.oauth?.returnOrigins.join('\n') ?? '',
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
    </PortalPage>
  )
}
