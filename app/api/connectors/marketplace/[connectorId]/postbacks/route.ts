import { answerPostback } from '@/lib/domain/connectors/answers'
import { answerJson, answerPostbackError, connectorRoute } from '@/lib/http/connector-route'

/** The marketplace registered a location or user for this CRM. */
export const POST = connectorRoute(answerPostbackError, async (call) =>
  answerJson(await answerPostback({ ...call, event: 'registered' })),
)

/** The marketplace unregistered one. */
export const DELETE = connectorRoute(answerPostbackError, async (call) =>
  answerJson(await answerPostback({ ...call, event: 'unregistered' })),
)
