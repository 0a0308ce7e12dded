import { answerActivity } from '@/lib/domain/connectors/answers'
import { answerJson, answerShowpadError, connectorRoute } from '@/lib/http/connector-route'

/** Showpad logs what was shared with whom. */
export const POST = connectorRoute(answerShowpadError, async (call) =>
  answerJson(await answerActivity(call), 201),
)
