import { answerRevocation } from '@/lib/domain/oauth-revocation'
import { oauthRoute } from '@/lib/http/oauth-route'

export const POST = oauthRoute((form) => answerRevocation(form))
