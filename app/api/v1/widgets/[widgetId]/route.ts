import { fieldsOfSettings, widgetSettings } from '@/lib/domain/protocols/widget-settings.schema'
import { getWidget } from '@/lib/domain/widgets/read'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('getWidget', async (actor, { params }) => {
  const { id, protocol, status, revision, current, servingVersion, workingVersion } = await getWidget(
    actor,
    params,
  )
  const settings = widgetSettings.parse(current.settings)
  const { redirectUris: _, ...addresses } = fieldsOfSettings(settings)
  return {
    ...current,
    ...addresses,
    ...(settings.redirectUris ? { redirectUris: settings.redirectUris } : {}),
    id,
    protocol,
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
