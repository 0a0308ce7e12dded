import { listWidgets } from '@/lib/domain/widgets/read'
import { createWidget } from '@/lib/domain/widgets/widgets'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listWidgets', async (actor, { query }) => {
  const { widgets, nextCursor } = await listWidgets(actor, query)
  return { widgets, nextCursor: nextCursor ?? null }
})

export const POST = apiRoute('createWidget', async (actor, { body }) => {
  const { widgetId, name: _, protocol: __, ...shown } = await createWidget(actor, body)
  return { id: widgetId, ...shown }
})
