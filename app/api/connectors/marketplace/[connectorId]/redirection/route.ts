import { answerRedirection } from '@/lib/domain/connectors/answers'
import { connectorRoute } from '@/lib/http/connector-route'
import { answerRefusal } from '@/lib/http/frame-document'
import { answerRecord } from '@/lib/http/record-document'

/** The marketplace opens the record of its contact in a frame. */
export const GET = connectorRoute(answerRefusal, async (call) => answerRecord(await answerRedirection(call)))
