import { createActivity } from '@/lib/domain/crm/activities'
import { apiRoute } from '@/lib/http/api-route'

export const POST = apiRoute('createActivity', (actor, { body }) => createActivity(actor, body))
