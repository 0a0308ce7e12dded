import { listConnectorPage } from '@/lib/domain/connectors/read'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listConnectors', async (actor, { query }) => {
  const { connectors, nextCursor } = await listConnectorPage(actor, query)
  return {
    connectors: connectors.map(({ id, name, protocol, disabledAt, createdAt }) => ({
      id,
      name,
      protocol,
      enabled: disabledAt === null,
      createdAt: createdAt.toISOString(),
    })),
    nextCursor: nextCursor ?? null,
  }
})
