import { describeAuthorizationServer } from '@/lib/http/oauth-metadata'
import { route } from '@/lib/http/route'

export const GET = route({ access: 'public' }, async () => Response.json(describeAuthorizationServer()))
