import { createApiLaunch } from '@/lib/domain/api-launches'
import { apiRoute } from '@/lib/http/api-route'

export const POST = apiRoute('createLaunch', (actor, { body }) => createApiLaunch(actor, body))
