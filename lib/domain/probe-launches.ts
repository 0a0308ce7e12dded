import { randomBytes } from 'node:crypto'
import { buildSampleContext } from '@/lib/domain/launch-context'
import { buildSalesloftPayload } from '@/lib/domain/launch-payload'
import type { LaunchSubject } from '@/lib/domain/launch-subject'
import type { Placement, WidgetProtocol } from '@/lib/domain/placements.schema'
import { readSettings } from '@/lib/domain/widget-settings'
import { addressOf } from '@/lib/domain/widget-settings.schema'
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

const sampleIds = {
  tenant: '00000000-0000-4000-8000-000000000001',
  user: '00000000-0000-4000-8000-000000000002',
}

/** A signed launch of a made-up record, to see how a widget's server answers. @throws AppError protocol_has_no_launch */
export async function signProbe(
  { protocol, widgetId, version, secret, portalOrigin }: ProbeTarget,
  placement: Placement,
  now: Date,
  tenantId = sampleIds.tenant,
): Promise<SignedRequest> {
  const url = addressOf(version, placement)
  switch (protocol) {
    case 'sure-send':
      return signSureSend({ url, context: buildSampleContext(placement, now), secret })
    case 'social-signin': {
      const subject = sampleSubject(placement, now)
      const id = subject.kind === 'person' ? subject.person.id : sampleIds.tenant
      return signSocialSignin({ url, parameters: { id }, secret, now })
    }
    case 'salesloft': {
      const { slot, payload } = buildSalesloftPayload({
        placement,
        subject: sampleSubject(placement, now),
        user: { id: sampleIds.user },
        origin: portalOrigin,
        actionId: placement === 'custom_action' ? 1 : undefined,
        integrationId: widgetId,
        tenantId,
        nonce: placement === 'full_page' ? null : randomBytes(24).toString('base64url'),
      })
      return signSalesloft({ url, slot, payload, secret })
    }
    case 'marketplace': {
      const values = {
        location_id: 'framegate-probe',
        user_id: sampleIds.user,
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

function sampleSubject(placement: Placement, now: Date): LaunchSubject {
  if (placement === 'full_page') return { kind: 'none' }
  const further = { externalId: null, apiId: null, lastContactedAt: null }
  const context = buildSampleContext(placement === 'company' ? 'company' : 'person', now)
  return 'company' in context
    ? { kind: 'company', company: context.company, ...further }
    : { kind: 'person', person: context.person, title: null, account: null, ...further }
}
