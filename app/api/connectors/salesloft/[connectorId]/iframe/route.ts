import { answerSlot } from '@/lib/domain/connectors/slots'
import { connectorRoute } from '@/lib/http/connector-route'
import { answerRefusal } from '@/lib/http/frame-document'
import { answerSlotView } from '@/lib/http/slot-document'

/** Salesloft posts a launch here for each of its five slots. */
export const POST = connectorRoute(answerRefusal, async (call) => answerSlotView(await answerSlot(call)))
