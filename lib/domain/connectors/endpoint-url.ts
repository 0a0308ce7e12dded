import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { env } from '@/lib/server/env'

/** Where a platform calls a connector. */
export function endpointUrl(protocol: ProtocolId, connectorId: string, path: string): string {
  return `${env().PORTAL_ORIGIN}/api/connectors/${protocol}/${connectorId}/${path}`
}
