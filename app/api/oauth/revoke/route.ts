import { answerRevocation } from '@/lib/domain/oauth/revoke'
import { oauthRoute } from '@/lib/http/oauth-route'

export const POST = oauthRoute((form) => answerRevocation(form))
