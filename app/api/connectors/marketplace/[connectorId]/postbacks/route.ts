import { answerPostback } from '@/lib/domain/connector-calls'
import { answerJson, connectorRoute, postbackError } from '@/lib/http/connector-route'

/** The marketplace registered a location or user for this CRM. */
export const POST = connectorRoute(postbackError, async (call) =>
  answerJson(await answerPostback({ ...call, event: 'registered' })),
)

/** The marketplace unregistered one. */
export const DELETE = connectorRoute(postbackError, async (call) =>
  answerJson(await answerPostback({ ...call, event: 'unregistered' })),
)
