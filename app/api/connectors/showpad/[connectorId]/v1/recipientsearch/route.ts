import { answerRecipientSearch } from '@/lib/domain/connectors/answers'
import { answerJson, answerShowpadError, connectorRoute } from '@/lib/http/connector-route'

/** Showpad looks for recipients. */
export const POST = connectorRoute(answerShowpadError, async (call) =>
  answerJson(await answerRecipientSearch(call)),
)
