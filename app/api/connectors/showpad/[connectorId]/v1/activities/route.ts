import { answerActivity } from '@/lib/domain/connector-calls'
import { answerJson, answerShowpadError, connectorRoute } from '@/lib/http/connector-route'

/** Showpad logs what was shared with whom. */
export const POST = connectorRoute(answerShowpadError, async (call) =>
  answerJson(await answerActivity(call), 201),
)
