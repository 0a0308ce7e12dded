import type { TeamActor } from '@/lib/auth/permissions'
import { createConnector } from '@/lib/domain/connectors/connectors'
import { createConnectorInput } from '@/lib/domain/connectors/connectors.schema'
import type { ConnectorCall } from '@/lib/domain/connectors/receive-call'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { signSocialSignin } from '@/lib/protocols/social-signin'

export type ConnectedTeam = { teamId: string; admin: TeamActor; agent: TeamActor }

/** What every call has that its endpoint does not read. */
export const bareCall = { headers: {}, body: '', clientAddress: '192.0.2.1' }

/** A connector as the form makes one, with the secret that it accepts. */
export async function addConnector(
  admin: TeamActor,
  protocol: ProtocolId,
  fields: Record<string, string>,
  now: Date,
): Promise<{ connectorId: string; secret: string }> {
  const input = createConnectorInput.parse({ protocol, name: 'Outside', ...fields })
  const { connectorId, shown } = await createConnector(admin, input, now)
  return { connectorId, secret: shown?.secret ?? fields.secret ?? '' }
}

/** A search or frame as SocialSignIn signs it. */
export function signSearch(
  connectorId: string,
  secret: string,
  parameters: Record<string, string>,
  now = new Date('2026-11-24T12:00:00Z'),
): ConnectorCall {
  const { url } = signSocialSignin({ url: 'https://portal.test/search', parameters, secret, now })
  return { ...bareCall, connectorId, url }
}
