import { revokeEmbedSession } from '@/lib/domain/embed/sessions'
import { apiRoute } from '@/lib/http/api-route'

export const DELETE = apiRoute('endEmbedSession', async (actor, { params }) => {
  await revokeEmbedSession(actor, params)
  return { done: true as const }
})
