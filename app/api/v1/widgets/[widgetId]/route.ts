import { describeWidget } from '@/lib/domain/api/manifest'
import { getWidget } from '@/lib/domain/widgets/read'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('getWidget', async (actor, { params }) => {
  const widget = await getWidget(actor, params)
  const { id, status, revision, servingVersion, workingVersion } = widget
  return {
    ...describeWidget(widget),
    id,
    status,
    revision,
    serving: servingVersion?.number ?? null,
    working: workingVersion?.number ?? null,
  }
})

export const PUT = apiRoute('updateWidget', async (actor, { params, body }) => {
  await updateWidget(actor, { ...body, ...params })
  return { done: true as const }
})
