import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { Place } from '@/lib/domain/protocols/places.schema'
import type { Endpoint, LaunchInput } from '@/lib/domain/samples/launches'
import { sampleId } from '@/lib/domain/samples/people'
import type { WrongLaunch } from '@/lib/domain/samples/wrong/wrong-launch'
import type { SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import { sandboxTenantId } from '@/lib/domain/secrets/sandbox-tenant.schema'
import { notFound } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'

export type LaunchParts = {
  protocol: ProtocolId
  mode: 'encrypted' | 'plain' | undefined
  widgetId: string
  portalOrigin: string
  place: Place
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
    endpoint: parts.endpoint,
    url: parts.url,
    secret: parts.secret,
    now: parts.now,
    mode: parts.mode,
    sample: sampleOf(parts),
    record: { ...describeSender(parts), ...describeRecord(parts), ...takeOwn(parts) },
  }
  const { wrong } = parts.settings
  if (wrong === undefined) return profileOf(parts.protocol).samples.sign(input)
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
  return profileOf(protocol)
    .samples.wrong(mode)
    .filter(({ endpoints }) => endpoints?.includes(endpoint) ?? true)
}

/** A full page has no record: there is nothing to be sparse or hostile in. */
function sampleOf({ own, place, settings: { record } }: LaunchParts) {
  return own || record === 'own' || place === 'full_page' ? 'ordinary' : record
}

/** Who launches and for whom, by the ids under which the receiver keeps the sandbox's secret. */
function describeSender({ protocol, widgetId, portalOrigin, settings }: LaunchParts) {
  const isOtherTeam = settings.team === 'other'
  return profileOf(protocol).samples.describeSender({
    widgetId,
    portalOrigin,
    tenantId: isOtherTeam ? sampleId('another team') : sandboxTenantId,
    isOtherUser: settings.user === 'other',
    isOtherTeam,
  })
}

function describeRecord({ protocol, place, settings }: LaunchParts) {
  return profileOf(protocol).sandbox.describeRecord(place, settings.record === 'sparse')
}

/** Own JSON is the whole of the record: what it leaves out of that is left out. */
function takeOwn({ protocol, own }: LaunchParts): Record<string, unknown> {
  return own ? { ...profileOf(protocol).sandbox.leftOut, ...own } : {}
}
