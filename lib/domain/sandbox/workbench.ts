import type { Actor } from '@/lib/auth/permissions'
import { secretOwners, type WidgetProtocol } from '@/lib/domain/protocols/placements.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { sampleBody } from '@/lib/domain/samples/launches'
import { sampleId } from '@/lib/domain/samples/people'
import { sampleCompany, samplePerson } from '@/lib/domain/samples/records'
import { listWrongFor } from '@/lib/domain/sandbox/build-launch'
import type { SandboxPlace } from '@/lib/domain/sandbox/launches.schema'
import {
  listPlaces,
  loadSandboxWidget,
  requireSandboxUser,
  resolvePlace,
  type SandboxVersion,
  type SandboxWidget,
} from '@/lib/domain/sandbox/target'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'

/** Everything that the sandbox of a widget offers its user. Secrets are told by version and fingerprint. @throws AppError not_found */
export async function getSandboxBench(actor: Actor, input: { widgetId: string }) {
  const user = requireSandboxUser(actor)
  const widget = await loadSandboxWidget(user, input.widgetId)
  const describeVersion = (choice: 'working' | 'serving', version: SandboxVersion) => ({
    choice,
    number: version.number,
    state: version.state,
    places: listPlaces(widget, version, user).map((place) => describePlace(widget, version, place)),
  })
  const { name, icon, colour } = widget.version
  return {
    widgetId: widget.id,
    protocol: widget.protocol,
    partnerName: widget.partnerName,
    name,
    icon,
    colour,
    isReview: user.isReview,
    maySignLive: user.maySignLive,
    portalOrigin: env().PORTAL_ORIGIN,
    versions: [
      describeVersion('working', widget.version),
      ...(widget.serving ? [describeVersion('serving', widget.serving)] : []),
    ],
    secrets: await listSecretChoices(widget, user.isReview),
  }
}

export type SandboxBench = Awaited<ReturnType<typeof getSandboxBench>>

function describePlace({ protocol }: SandboxWidget, version: SandboxVersion, place: SandboxPlace) {
  const mode =
    protocol === 'marketplace' ? (readSettings(version.settings).parameterMode ?? 'encrypted') : undefined
  const { endpoint, url } = resolvePlace(protocol, version, place)
  return {
    place,
    url,
    example: JSON.stringify(exampleOf(protocol, place), null, 2),
    wrong: listWrongFor({ protocol, mode, endpoint }).map(({ id, title, expected, check }) => ({
      id,
      title,
      expected,
      isState: check?.startsWith('state-') ?? false,
    })),
  }
}

async function listSecretChoices({ id, protocol, secrets }: SandboxWidget, isReview: boolean) {
  const live =
    secretOwners[protocol] !== 'widget'
      ? []
      : secrets
          .filter(({ state }) => state === 'active' || !isReview)
          .map(({ state, version, fingerprint }) => ({
            choice: state === 'staged' ? ('staged' as const) : ('active' as const),
            version,
            fingerprint,
          }))
          .sort((one, other) => one.version - other.version)
  const own = await db().sandboxSecret.findUnique({
    where: { widgetId: id },
    select: { version: true, fingerprint: true },
  })
  // A reviewer launches what a team would see, unless there is only this.
  const isOffered = own !== null && (!isReview || live.length === 0)
  return isOffered ? [...live, { choice: 'sandbox' as const, ...own }] : live
}

/** Where own JSON begins: what the ordinary sample has there. */
function exampleOf(protocol: WidgetProtocol, place: SandboxPlace): object {
  switch (protocol) {
    case 'sure-send':
      return place === 'company'
        ? { company: sampleCompany('ordinary') }
        : { person: samplePerson('ordinary') }
    case 'social-signin':
      return place === 'search' ? { q: 'jordan' } : { id: sampleId(place) }
    case 'salesloft': {
      const account = { id: 1, name: 'Sample Ltd' }
      const person = { id: 1, display_name: 'Jordan Sample', email_address: 'jordan.sample@example.com' }
      if (place === 'full_page') return { user_guid: sampleId('user') }
      return place === 'company' ? { account } : { person }
    }
    case 'showpad': {
      const { showpadInfo: _, ...body } = sampleBody(
        place === 'activities' ? 'activities' : 'recipientsearch',
        'ordinary',
        new Date(0),
      )
      return body
    }
    case 'marketplace':
      return { location_id: 'sample-location', user_id: 'sample-user', contact_id: 'sample-contact' }
  }
}
