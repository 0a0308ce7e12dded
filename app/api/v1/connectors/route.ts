import { listConnectors } from '@/lib/domain/connector-reads'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listConnectors', async (actor) => {
  const connectors = await listConnectors(actor)
  return {
    connectors: connectors.map(({ id, name, protocol, disabledAt, createdAt }) => ({
      id,
      name,
      protocol,
      enabled: disabledAt === null,
      createdAt: createdAt.toISOString(),
    })),
  }
})
