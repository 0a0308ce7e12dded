import { promoteSecret } from '@/lib/domain/widgets/rotation'
import { apiRoute } from '@/lib/http/api-route'

export const POST = apiRoute('promoteSecret', async (actor, { params, body }) => {
  await promoteSecret(actor, { ...params, ...body })
  return { done: true as const }
})
