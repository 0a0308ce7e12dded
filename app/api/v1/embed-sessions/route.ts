import { createEmbedSession } from '@/lib/domain/embed/sessions'
import { apiRoute } from '@/lib/http/api-route'

export const POST = apiRoute('createEmbedSession', (actor, { body }, { callerId }) =>
  createEmbedSession(actor, body, callerId),
)
