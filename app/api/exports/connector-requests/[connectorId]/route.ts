import { actorReader } from '@/lib/auth/actor'
import { listConnectorRequestsInput } from '@/lib/domain/connectors/connectors.schema'
import { getConnector } from '@/lib/domain/connectors/read'
import { exportConnectorRequests } from '@/lib/domain/connectors/requests'
import { answerCsv } from '@/lib/http/csv'
import { route } from '@/lib/http/route'

/** The requests of a connector as a file, by the filters of their page. */
export const GET = route<{ connectorId: string }>(
  { access: 'session' },
  async ({ request, params: { connectorId }, actor }) => {
    const input = listConnectorRequestsInput.parse(Object.fromEntries(new URL(request.url).searchParams))
    await getConnector(actor, connectorId)
    const readActor = await actorReader()
    return answerCsv({
      request,
      actor,
      name: 'connector-requests',
      readBatch: async (cursor) => {
        const { requests, nextCursor } = await exportConnectorRequests(await readActor(), {
          ...input,
          connectorId,
          cursor,
        })
        return { rows: requests, nextCursor }
      },
      columns: [
        { head: 'Request', value: ({ id }) => id },
        { head: 'When (UTC)', value: ({ at }) => at },
        { head: 'Endpoint', value: ({ endpoint }) => endpoint },
        { head: 'Outcome', value: ({ reason }) => reason ?? 'answered' },
        { head: 'Secret version', value: ({ secretVersion }) => secretVersion },
        { head: 'Duration (ms)', value: ({ latencyMs }) => latencyMs },
        { head: 'Parameters', value: ({ parameters }) => JSON.stringify(parameters) },
      ],
    })
  },
)
