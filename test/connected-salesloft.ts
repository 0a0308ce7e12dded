import type { TeamActor } from '@/lib/auth/permissions'
import { completeConnection, startConnection } from '@/lib/domain/connectors/connect'
import { createConnector } from '@/lib/domain/connectors/connectors'
import { createConnectorInput } from '@/lib/domain/connectors/connectors.schema'
import { endpointUrl } from '@/lib/domain/connectors/endpoint-url'
import type { AuthorizationServer } from '@/test/authorization-server'

export const platformOrigin = 'https://app.platform.example'
export const sessionKey = 'session-1'

/** A connector for the platform of this authorization server, not connected yet. */
export async function addSalesloft(
  admin: TeamActor,
  server: AuthorizationServer,
  fields = {},
  now = new Date(),
) {
  const { connectorId } = await createConnector(
    admin,
    createConnectorInput.parse({
      protocol: 'salesloft',
      name: 'Outreach',
      frameOrigins: platformOrigin,
      returnOrigins: platformOrigin,
      clientId: 'crm',
      clientSecret: server.clientSecret,
      authorizeUrl: `${server.origin}/authorize`,
      tokenUrl: `${server.origin}/token`,
      ...fields,
    }),
    now,
  )
  server.redirectUris.push(endpointUrl('salesloft', connectorId, 'oauth/callback'))
  return connectorId
}

/** Follows the consent page as a browser does, to what it brings back. */
export async function visitConsent(url: string) {
  const response = await fetch(url, { redirect: 'manual' })
  const query = new URL(response.headers.get('location') ?? '').searchParams
  const text = (name: string) => query.get(name) ?? ''
  return { state: text('state'), code: text('code'), error: text('error') }
}

/** Connects from start to end, agreeing on the way. */
export async function connectSalesloft(
  admin: TeamActor,
  connectorId: string,
  options: { replace?: boolean; returnTo?: string } = {},
  now = new Date(),
) {
  const { replace = false, returnTo } = options
  const { url } = await startConnection(admin, { connectorId, returnTo, replace, sessionKey }, now)
  return completeConnection(admin, { connectorId, sessionKey, ...(await visitConsent(url)) }, now)
}
