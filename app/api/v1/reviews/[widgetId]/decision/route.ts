import { decideVersion } from '@/lib/domain/review/approvals'
import { apiRoute } from '@/lib/http/api-route'

export const POST = apiRoute('decideVersion', async (actor, { params, body }) => {
  await decideVersion(actor, { ...params, ...body })
  return { done: true as const }
})
