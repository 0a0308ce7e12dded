import { listWidgets } from '@/lib/domain/widget-reads'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listWidgets', async (actor, { query }) => {
  const { widgets, nextCursor } = await listWidgets(actor, query)
  return { widgets, nextCursor: nextCursor ?? null }
})
