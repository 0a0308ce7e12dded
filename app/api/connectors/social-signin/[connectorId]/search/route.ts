import { answerSearch } from '@/lib/domain/connector-calls'
import { answerJson, connectorRoute, socialSigninError } from '@/lib/http/connector-route'

/** SocialSignIn looks for people and companies. */
export const GET = connectorRoute(socialSigninError, async (call) => answerJson(await answerSearch(call)))
