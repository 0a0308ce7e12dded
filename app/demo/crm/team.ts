import { askVault } from '@/app/demo/vault'
import { AppError } from '@/lib/errors'

/** What this CRM was given by the portal: its team's API key, which never leaves this server, and the public id for its pages. */
export type CrmTeam = { apiKey: string; embedId: string }

/** @throws AppError secrets_unavailable */
export async function readTeam(): Promise<CrmTeam> {
  const { apiKey, embedId } = ((await askVault('/team')) ?? {}) as Partial<CrmTeam>
  if (typeof apiKey === 'string' && typeof embedId === 'string') return { apiKey, embedId }
  throw new AppError('secrets_unavailable', 'This CRM doesn’t have a key of the portal yet.')
}

export function portalOrigin(): string {
  return process.env.PORTAL_ORIGIN || `http://localhost:${process.env.PORT || '3000'}`
}

/** Of this CRM's own pages. */
export function crmOrigin(): string {
  return process.env.WIDGET_ORIGIN || `http://127.0.0.1:${process.env.PORT || '3000'}`
}
