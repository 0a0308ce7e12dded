import type { Actor } from '@/lib/auth/permissions'
import { profileOf } from '@/lib/domain/profiles/registry'
import { ownsSecret } from '@/lib/domain/protocols/facts.schema'
import type { Place } from '@/lib/domain/protocols/places.schema'
import { listWrongFor } from '@/lib/domain/sandbox/build-launch'
import {
  listPlaces,
  loadSandboxWidget,
  modeOf,
  requireSandboxUser,
  resolvePlace,
  type SandboxVersion,
  type SandboxWidget,
} from '@/lib/domain/sandbox/target'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'

/** Everything that the sandbox of a widget offers its user. Secrets are told by version and fingerprint. @throws AppError not_found */
export async function getWorkbench(actor: Actor, input: { widgetId: string }) {
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

export type SandboxWorkbench = Awaited<ReturnType<typeof getWorkbench>>

function describePlace({ protocol }: SandboxWidget, version: SandboxVersion, place: Place) {
  const mode = modeOf(protocol, version)
  const { endpoint, url } = resolvePlace(protocol, version, place)
  const { sandbox } = profileOf(protocol)
  return {
    place,
    url,
    example: JSON.stringify(sandbox.exampleOf(place), null, 2),
    leftOut: Object.keys(sandbox.leftOut),
    wrong: listWrongFor({ protocol, mode, endpoint }).map(({ id, title, description, expected, check }) => ({
      id,
      title,
      description,
      expected,
      isState: check?.startsWith('state-') ?? false,
    })),
  }
}

async function listSecretChoices({ id, protocol, secrets }: SandboxWidget, isReview: boolean) {
  const live = !ownsSecret(protocol)
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
