import { submitVersion } from '@/lib/domain/review/submissions'
import { apiRoute } from '@/lib/http/api-route'

export const POST = apiRoute('submitWidget', async (actor, { params, body }) => {
  await submitVersion(actor, { ...params, ...body })
  return { done: true as const }
})
