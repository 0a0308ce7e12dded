import { answerIframe } from '@/lib/domain/connectors/answers'
import { answerSocialSigninError, connectorRoute } from '@/lib/http/connector-route'
import { answerRecord } from '@/lib/http/record-document'

/** SocialSignIn shows a person or company in its frame. */
export const GET = connectorRoute(answerSocialSigninError, async (call) =>
  answerRecord(await answerIframe(call)),
)
