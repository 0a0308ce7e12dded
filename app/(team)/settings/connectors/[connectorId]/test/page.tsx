import type { Metadata } from 'next'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { suggestTestQuery } from '@/lib/domain/connectors/test-call'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { ConnectorPage } from '../connector-page'
import { type ConnectorParams, loadConnector } from '../load-connector'
import { TestBench } from './test-bench'

export const metadata: Metadata = { title: 'Test a connector' }

export default async function ConnectorTestPage({ params }: ConnectorParams) {
  const { actor, connector } = await loadConnector((await params).connectorId)
  const { label, testNote } = factsOf(connector.protocol).connector
  const path = `/settings/connectors/${connector.id}`
  const hasSecret = connector.secrets.some(({ state }) => state === 'active')
  return (
    <ConnectorPage actor={actor} connector={connector} here="Test">
      {connector.disabledAt ? (
        <EmptyState
          title="This connector is disabled"
          actions={<ButtonLink href={`${path}/settings`}>Open settings</ButtonLink>}
        >
          Every request is answered as if the connector didn’t exist. Enable it to send a test request.
        </EmptyState>
      ) : hasSecret ? (
        <TestBench
          connectorId={connector.id}
          platform={label}
          endpoints={connector.endpoints.filter(({ hasTest }) => hasTest !== false)}
          suggestion={await suggestTestQuery(actor)}
          note={testNote}
        />
      ) : (
        <EmptyState
          title="This connector doesn’t have a secret yet"
          actions={
            <ButtonLink variant="primary" href={`${path}/connect`}>
              Connect
            </ButtonLink>
          }
        >
          Test requests are signed with the secret that you get from the platform when you connect.
        </EmptyState>
      )}
    </ConnectorPage>
  )
}
