import { createApiLaunch } from '@/lib/domain/api/launches'
import { requireOwnWidget } from '@/lib/domain/oauth/access-tokens'
import { apiRoute } from '@/lib/http/api-route'

export const POST = apiRoute('createLaunch', (actor, { body }, { token }) => {
  requireOwnWidget(token, body.widgetId)
  return createApiLaunch(actor, body)
})
