import { confirmPage, startConnection } from '@/lib/domain/connectors/connect'
import { connectRoute } from '@/lib/http/connect-route'

/** Where enabling at Salesloft begins, and where `return_to` says it shall end. */
export const GET = connectRoute(
  async ({ actor, connectorId, query, sessionKey }) => {
    const returnTo = query.get('return_to') ?? undefined
    return (await startConnection(actor, { connectorId, returnTo, replace: false, sessionKey })).url
  },
  ({ connectorId, query }) => confirmPage(connectorId, query.get('return_to') ?? undefined),
)
