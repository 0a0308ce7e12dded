import { answerRecipientSearch } from '@/lib/domain/connector-calls'
import { answerJson, answerShowpadError, connectorRoute } from '@/lib/http/connector-route'

/** Showpad looks for recipients. */
export const POST = connectorRoute(answerShowpadError, async (call) =>
  answerJson(await answerRecipientSearch(call)),
)
