import { completeConnection, connectorPage } from '@/lib/domain/connectors/connect'
import { connectRoute } from '@/lib/http/connect-route'

/** Where the platform's consent page sends the browser back with a code. */
export const GET = connectRoute(
  async ({ actor, connectorId, query, sessionKey }) => {
    const text = (name: string) => query.get(name) ?? ''
    const answer = { connectorId, sessionKey, state: text('state'), code: text('code'), error: text('error') }
    return (await completeConnection(actor, answer)).returnTo
  },
  ({ connectorId }) => connectorPage(connectorId),
)
