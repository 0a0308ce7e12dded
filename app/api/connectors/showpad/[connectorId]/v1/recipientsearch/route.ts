import { answerRecipientSearch } from '@/lib/domain/connector-calls'
import { answerJson, connectorRoute, showpadError } from '@/lib/http/connector-route'

/** Showpad looks for recipients. */
export const POST = connectorRoute(showpadError, async (call) =>
  answerJson(await answerRecipientSearch(call)),
)
