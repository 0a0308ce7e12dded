import type { WidgetProtocol } from '@/lib/domain/protocols/placements.schema'
import { type Endpoint, type LaunchInput, signSampleLaunch } from '@/lib/domain/samples/launches'
import { sampleId } from '@/lib/domain/samples/people'
import { listWrongLaunches } from '@/lib/domain/samples/wrong/list'
import type { WrongLaunch } from '@/lib/domain/samples/wrong/wrong-launch'
import type { SandboxPlace, SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import { sandboxTenantId } from '@/lib/domain/secrets/sandbox-tenant.schema'
import { notFound } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'

export type LaunchParts = {
  protocol: WidgetProtocol
  mode: 'encrypted' | 'plain' | undefined
  widgetId: string
  portalOrigin: string
  place: SandboxPlace
  endpoint: Endpoint
  url: string
  secret: string
  settings: SandboxSettings
  /** Own JSON, which takes the place of the sample's record. */
  own: Record<string, unknown> | null
  now: Date
}

/**
 * Signs a launch of samples or own JSON: a right one, or the wrong one that the settings name.
 * @throws AppError not_found for a wrong launch that this place does not have, and what the protocol refuses to sign
 */
export async function buildLaunch(parts: LaunchParts): Promise<SignedRequest> {
  const input: LaunchInput = {
    protocol: parts.protocol,
    endpoint: parts.endpoint,
    url: parts.url,
    secret: parts.secret,
    now: parts.now,
    mode: parts.mode,
    sample: sampleOf(parts),
    record: { ...describeSender(parts), ...describeRecord(parts), ...takeOwn(parts) },
  }
  const { wrong } = parts.settings
  if (wrong === undefined) return signSampleLaunch(input)
  const found = listWrongFor(parts).find(({ id }) => id === wrong)
  if (!found) throw notFound('wrong launch in this place')
  return found.build(input)
}

/** The wrong launches and states of a place. */
export function listWrongFor({
  protocol,
  mode,
  endpoint,
}: Pick<LaunchParts, 'protocol' | 'mode' | 'endpoint'>): WrongLaunch[] {
  return listWrongLaunches(protocol, mode).filter(({ endpoints }) => endpoints?.includes(endpoint) ?? true)
}

/** A full page has no record: there is nothing to be sparse or hostile in. */
function sampleOf({ own, place, settings: { record } }: LaunchParts) {
  return own || record === 'own' || place === 'full_page' ? 'ordinary' : record
}

/** Who launches and for whom, by the ids under which the receiver keeps the sandbox's secret. */
function describeSender({
  protocol,
  widgetId,
  portalOrigin,
  settings,
}: LaunchParts): Record<string, unknown> {
  const otherUser = settings.user === 'other'
  const otherTeam = settings.team === 'other'
  const tenantId = otherTeam ? sampleId('another team') : sandboxTenantId
  switch (protocol) {
    case 'sure-send':
      return {
        ...(otherUser ? { user: { id: sampleId('another user'), email: 'colleague@example.com' } } : {}),
        ...(otherTeam ? { team: { id: sampleId('another team'), name: 'Another sample team' } } : {}),
      }
    case 'salesloft':
      return {
        tenant_id: tenantId,
        integration_id: widgetId,
        origin: portalOrigin,
        ...(otherUser ? { user_guid: sampleId('another user') } : {}),
      }
    case 'showpad': {
      const username = otherUser ? 'colleague@example.com' : 'agent@example.com'
      return { showpadInfo: { subdomain: 'sandbox', username, crmInstanceId: tenantId } }
    }
    case 'marketplace':
      return {
        user_oauth_url: `${portalOrigin}/api/oauth`,
        ...(otherUser ? { user_id: 'another-user' } : {}),
        ...(otherTeam ? { location_id: 'another-location' } : {}),
      }
    case 'social-signin':
      return {}
  }
}

function describeRecord({ protocol, place, settings }: LaunchParts): Record<string, unknown> {
  if (protocol === 'social-signin' && place === 'company' && settings.record !== 'sparse')
    return { id: sampleId('company') }
  // What is undefined is not written.
  if (protocol === 'marketplace' && place === 'full_page') return noContact
  return {}
}

/** Own JSON is the whole of the record: what it leaves out of that is left out. */
function takeOwn({ protocol, own }: LaunchParts): Record<string, unknown> {
  if (!own) return {}
  if (protocol === 'salesloft') return { person: undefined, account: undefined, ...own }
  if (protocol === 'marketplace') return { ...noContact, 'access-token': undefined, ...own }
  if (protocol === 'showpad') return { description: undefined, occurredAt: undefined, ...own }
  return own
}

const noContact = { contact_id: undefined, contact_api_id: undefined }
