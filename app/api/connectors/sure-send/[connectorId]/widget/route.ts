import { answerWidget } from '@/lib/domain/connectors/answers'
import { connectorRoute } from '@/lib/http/connector-route'
import { answerRefusal } from '@/lib/http/frame-document'
import { answerRecord } from '@/lib/http/record-document'

/** A CRM that speaks Sure Send opens the matching record in its frame. */
export const GET = connectorRoute(answerRefusal, async (call) => answerRecord(await answerWidget(call)))
