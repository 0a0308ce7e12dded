import { answerSearch } from '@/lib/domain/connector-calls'
import { answerJson, answerSocialSigninError, connectorRoute } from '@/lib/http/connector-route'

/** SocialSignIn looks for people and companies. */
export const GET = connectorRoute(answerSocialSigninError, async (call) =>
  answerJson(await answerSearch(call)),
)
