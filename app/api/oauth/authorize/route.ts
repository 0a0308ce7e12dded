import { startAuthorization } from '@/lib/domain/oauth-authorization'
import { authorizeRoute } from '@/lib/http/authorize-route'

export const GET = authorizeRoute(async (query) => (await startAuthorization(query)).url)
