import type { Profile } from '@/lib/domain/profiles/profile'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { LaunchSubject } from '@/lib/domain/protocols/launch-subject'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { newSampleSeed, sampleCast, sampleId, sampleNumber } from '@/lib/domain/samples/people'
import { sampleCompany, samplePerson } from '@/lib/domain/samples/records'
import { AppError } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'

type ProbeTarget = {
  protocol: ProtocolId
  widgetId: string
  version: { url: string; settings: unknown }
  secret: string
  portalOrigin: string
}

/** In whose name a probe is signed, if it has one. */
export type ProbeSender = {
  teamId?: string
  /** The member who opens the widget, as a launch names them. */
  member?: {
    team: string
    user: { id: string; email: string }
    registration: { locationId: string; memberId: string } | null
  }
}

/**
 * A signed launch of a made-up record, to see how a widget's server answers. The record is another one each time, so that a server cannot
 * tell a probe from a launch; so are team and user, unless they are given. @throws AppError protocol_has_no_launch
 */
export async function signProbe(
  { protocol, portalOrigin, ...target }: ProbeTarget,
  placement: Placement,
  now: Date,
  { teamId, member }: ProbeSender = {},
): Promise<SignedRequest> {
  const seed = newSampleSeed()
  const { team, agentEmail } = sampleCast(seed)
  const madeUp = { locationId: sampleId('location', seed), memberId: sampleId('user', seed) }
  const { request } = await requireLaunch(profileOf(protocol)).sign({
    ...target,
    placement,
    subject: sampleSubject(placement, seed),
    team: { id: teamId ?? sampleId('team', seed), name: member?.team ?? team },
    user: member?.user ?? { id: sampleId('user', seed), email: agentEmail },
    origin: portalOrigin,
    portalOrigin,
    actionId: placement === 'custom_action' ? sampleNumber('action', seed, 1) : undefined,
    registration: { ...(member?.registration ?? madeUp), token: null },
    now,
  })
  return request
}

/** The same launch with one changed character in its signed or encrypted part; still well-formed, but no longer valid. */
export function tamperProbe(protocol: ProtocolId, request: SignedRequest): SignedRequest {
  const { url } = request
  for (const { name, at } of requireLaunch(profileOf(protocol)).tampering.parameters) {
    const start = url.search(new RegExp(`[?&]${name}=`))
    if (start < 0) continue
    const index = start + name.length + 2 + at
    return { ...request, url: url.slice(0, index) + (url[index] === 'A' ? 'B' : 'A') + url.slice(index + 1) }
  }
  return request
}

/** The change, in words. */
export function describeTampering(protocol: ProtocolId): string {
  return requireLaunch(profileOf(protocol)).tampering.what
}

function requireLaunch({ launch, facts }: Profile) {
  if (launch) return launch
  throw new AppError('protocol_has_no_launch', `${facts.name} widgets are called, not launched.`)
}

function sampleSubject(placement: Placement, seed: string): LaunchSubject {
  if (placement === 'full_page') return { kind: 'none' }
  const further = { externalId: null, apiId: null, lastContactedAt: null }
  return placement === 'company'
    ? { kind: 'company', company: sampleCompany('ordinary', seed), ...further }
    : { kind: 'person', person: samplePerson('ordinary', seed), title: null, account: null, ...further }
}
