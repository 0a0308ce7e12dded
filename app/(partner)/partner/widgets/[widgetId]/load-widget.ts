import { cache } from 'react'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import type { Permission } from '@/lib/auth/permissions'
import { getWidget } from '@/lib/domain/widgets/read'

export type WidgetParams = { params: Promise<{ widgetId: string }> }

/** The reader and the widget of a page, loaded once a request. */
export const loadWidget = cache(async (widgetId: string, permission: Permission) => {
  const actor = await requirePageActor(permission)
  return { actor, widget: await orNotFound(getWidget(actor, { widgetId })) }
})
