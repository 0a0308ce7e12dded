import { randomBytes } from 'node:crypto'
import type { LaunchSubject } from '@/lib/domain/launches/context'
import { buildContext } from '@/lib/domain/launches/context'
import { buildSalesloftPayload } from '@/lib/domain/launches/payload'
import type { Placement, WidgetProtocol } from '@/lib/domain/protocols/placements.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { addressOf } from '@/lib/domain/protocols/widget-settings.schema'
import { newSampleSeed, sampleCast, sampleId, sampleNumber } from '@/lib/domain/samples/people'
import { sampleCompany, samplePerson } from '@/lib/domain/samples/records'
import { AppError } from '@/lib/errors'
import { signMarketplace } from '@/lib/protocols/marketplace'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { signSalesloft } from '@/lib/protocols/salesloft'
import { signSocialSignin } from '@/lib/protocols/social-signin'
import { signSureSend } from '@/lib/protocols/sure-send'

type ProbeTarget = {
  protocol: WidgetProtocol
  widgetId: string
  version: { url: string; settings: unknown }
  secret: string
  portalOrigin: string
}

/**
 * A signed launch of a made-up record, to see how a widget's server answers. The record is another one each time, so that a server cannot
 * tell a probe from a launch. @throws AppError protocol_has_no_launch
 */
export async function signProbe(
  { protocol, widgetId, version, secret, portalOrigin }: ProbeTarget,
  placement: Placement,
  now: Date,
  tenantId?: string,
): Promise<SignedRequest> {
  const url = addressOf(version, placement)
  const seed = newSampleSeed()
  const subject = sampleSubject(placement, seed)
  switch (protocol) {
    case 'sure-send': {
      const { team, agentEmail } = sampleCast(seed)
      if (subject.kind === 'none') throw new AppError('protocol_has_no_launch', 'A page has no record.')
      const context = buildContext(
        {
          team: { id: sampleId('team', seed), name: team },
          user: { id: sampleId('user', seed), email: agentEmail },
          subject,
        },
        now,
      )
      return signSureSend({ url, context, secret })
    }
    case 'social-signin':
      return signSocialSignin({ url, parameters: { id: sampleId('person', seed) }, secret, now })
    case 'salesloft': {
      const { slot, payload } = buildSalesloftPayload({
        placement,
        subject,
        user: { id: sampleId('user', seed) },
        origin: portalOrigin,
        actionId: placement === 'custom_action' ? sampleNumber('action', seed, 1) : undefined,
        integrationId: widgetId,
        tenantId: tenantId ?? sampleId('team', seed),
        nonce: placement === 'full_page' ? null : randomBytes(24).toString('base64url'),
      })
      return signSalesloft({ url, slot, payload, secret })
    }
    case 'marketplace': {
      const values = {
        location_id: sampleId('location', seed),
        user_id: sampleId('user', seed),
        contact_id: sampleId('person', seed),
        contact_api_id: '',
        user_oauth_url: `${portalOrigin}/api/oauth`,
      }
      return readSettings(version.settings).parameterMode === 'plain'
        ? signMarketplace({ mode: 'plain', url, values, secret, now })
        : signMarketplace({ mode: 'encrypted', url, values, secret })
    }
    case 'showpad':
      throw new AppError('protocol_has_no_launch', 'The Showpad protocol has no launch.')
  }
}

/** The same launch with one character of what is signed or encrypted changed; still of the right form, no longer what was signed. */
export function tamperProbe(request: SignedRequest): SignedRequest {
  const name = ['context=', 'data=', 'location_id=', 'id='].find((part) => request.url.includes(part)) ?? ''
  const index = request.url.indexOf(name) + name.length + (name === 'data=' ? 40 : 8)
  const { url } = request
  return { ...request, url: url.slice(0, index) + (url[index] === 'A' ? 'B' : 'A') + url.slice(index + 1) }
}

function sampleSubject(placement: Placement, seed: string): LaunchSubject {
  if (placement === 'full_page') return { kind: 'none' }
  const further = { externalId: null, apiId: null, lastContactedAt: null }
  return placement === 'company'
    ? { kind: 'company', company: sampleCompany('ordinary', seed), ...further }
    : { kind: 'person', person: samplePerson('ordinary', seed), title: null, account: null, ...further }
}
