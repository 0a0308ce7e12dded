import { startAuthorization } from '@/lib/domain/oauth/authorize'
import { authorizeRoute } from '@/lib/http/authorize-route'

export const GET = authorizeRoute(async (query) => (await startAuthorization(query)).url)
