import { answerActivity } from '@/lib/domain/connector-calls'
import { answerJson, connectorRoute, showpadError } from '@/lib/http/connector-route'

/** Showpad logs what was shared with whom. */
export const POST = connectorRoute(showpadError, async (call) => answerJson(await answerActivity(call), 201))
