import { answerIframe } from '@/lib/domain/connector-calls'
import { connectorRoute, socialSigninError } from '@/lib/http/connector-route'
import { answerRecord } from '@/lib/http/record-document'

/** SocialSignIn shows a person or company in its frame. */
export const GET = connectorRoute(socialSigninError, async (call) => answerRecord(await answerIframe(call)))
