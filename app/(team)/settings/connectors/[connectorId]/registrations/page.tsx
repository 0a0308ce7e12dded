import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { orNotFound } from '@/app/page-actor'
import { listRegistrations } from '@/lib/domain/connectors/registrations'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { ConnectorPage } from '../connector-page'
import { type ConnectorParams, loadConnector } from '../load-connector'
import { RegistrationsPanel } from './registrations-panel'

export const metadata: Metadata = { title: 'Locations and users of a connector' }

export default async function ConnectorRegistrationsPage({ params }: ConnectorParams) {
  const { actor, connector } = await loadConnector((await params).connectorId)
  if (!factsOf(connector.protocol).connector.hasPostbacks) notFound()
  const registrations = await orNotFound(listRegistrations(actor, connector.id))
  return (
    <ConnectorPage actor={actor} connector={connector} here="Locations and users">
      <RegistrationsPanel connectorId={connector.id} registrations={registrations} />
    </ConnectorPage>
  )
}
