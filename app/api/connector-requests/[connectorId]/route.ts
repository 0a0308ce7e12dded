import { actorReader } from '@/lib/auth/actor'
import { tailConnectorRequestsInput } from '@/lib/domain/connectors/connectors.schema'
import { getConnector } from '@/lib/domain/connectors/read'
import { tailConnectorRequests } from '@/lib/domain/connectors/requests'
import { answerEvents } from '@/lib/http/event-stream'
import { readerOf } from '@/lib/http/reader-places'
import { route } from '@/lib/http/route'

/** The request log of a connector as it grows, for its team's admins. */
export const GET = route<{ connectorId: string }>(
  { access: 'session' },
  async ({ request, params, actor }) => {
    const { connectorId } = params
    await getConnector(actor, connectorId)
    const query = Object.fromEntries(new URL(request.url).searchParams)
    const input = tailConnectorRequestsInput.parse(query)
    const after = tailConnectorRequestsInput.parse({
      after: request.headers.get('last-event-id') ?? input.after,
    }).after
    const readActor = await actorReader()
    return answerEvents({
      signal: request.signal,
      readerId: readerOf(actor),
      topic: `connector:${connectorId}`,
      after,
      poll: async (last) => tailConnectorRequests(await readActor(), { ...input, connectorId, after: last }),
    })
  },
)
