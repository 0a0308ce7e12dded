import { answerIframe } from '@/lib/domain/connector-calls'
import { answerSocialSigninError, connectorRoute } from '@/lib/http/connector-route'
import { answerRecord } from '@/lib/http/record-document'

/** SocialSignIn shows a person or company in its frame. */
export const GET = connectorRoute(answerSocialSigninError, async (call) =>
  answerRecord(await answerIframe(call)),
)
