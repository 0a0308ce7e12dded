import { answerSearch } from '@/lib/domain/connectors/answers'
import { answerJson, answerSocialSigninError, connectorRoute } from '@/lib/http/connector-route'

/** SocialSignIn looks for people and companies. */
export const GET = connectorRoute(answerSocialSigninError, async (call) =>
  answerJson(await answerSearch(call)),
)
