import { answerWidget } from '@/lib/domain/connector-calls'
import { connectorRoute } from '@/lib/http/connector-route'
import { answerRecord, answerRefusal } from '@/lib/http/record-document'

/** A CRM that speaks Sure Send opens the matching record in its frame. */
export const GET = connectorRoute(
  (error) => answerRefusal(error.status),
  async (call) => answerRecord(await answerWidget(call)),
)
