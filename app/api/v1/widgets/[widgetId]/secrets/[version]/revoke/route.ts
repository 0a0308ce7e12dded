import { revokeRetiring } from '@/lib/domain/widgets/rotation'
import { apiRoute } from '@/lib/http/api-route'

export const POST = apiRoute('revokeSecret', async (actor, { params }) => {
  await revokeRetiring(actor, params)
  return { done: true as const }
})
