import { answerTokenRequest } from '@/lib/domain/oauth/token'
import { oauthRoute } from '@/lib/http/oauth-route'

export const POST = oauthRoute((form) => answerTokenRequest(form))
