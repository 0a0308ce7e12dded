import { cache } from 'react'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { getConnector } from '@/lib/domain/connectors/read'

export type ConnectorParams = { params: Promise<{ connectorId: string }> }

/** The reader and the connector of a page, loaded once a request. */
export const loadConnector = cache(async (connectorId: string) => {
  const actor = await requirePageActor('connector.read')
  return { actor, connector: await orNotFound(getConnector(actor, connectorId)) }
})

export type LoadedConnector = Awaited<ReturnType<typeof loadConnector>>['connector']
