import { type Actor, hasPermission, requirePartner, requireReviewer } from '@/lib/auth/permissions'
import { profileOf } from '@/lib/domain/profiles/registry'
import { factsOf, isProtocolId, ownsSecret, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { hasEffect, type Place } from '@/lib/domain/protocols/places.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { isLoopbackUrl, requireWidgetUrl } from '@/lib/domain/protocols/widget-url'
import type { SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import { openForProbe, openForSandbox, openWidgetForSigning } from '@/lib/domain/secrets/openers'
import { AppError, invalidField, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

/** Who uses the sandbox, and whose launches they see: their partner's, or the reviewers'. */
export type SandboxUser = {
  userId: string
  name: string
  isReview: boolean
  partnerId: string | null
  /** Whether own content may be signed by the live secret, and launches that it signed be seen. */
  maySignLive: boolean
}

/** @throws AppError unauthenticated, forbidden */
export function requireSandboxUser(actor: Actor): SandboxUser {
  if (actor.kind === 'reviewer') {
    const { userId, name } = requireReviewer(actor, 'review.read')
    return { userId, name, isReview: true, partnerId: null, maySignLive: false }
  }
  const { userId, name, partnerId } = requirePartner(actor, 'sandbox.use')
  const maySignLive = hasPermission(actor, 'sandbox.sign_live')
  return { userId, name, isReview: false, partnerId, maySignLive }
}

/** The widgets that a sandbox user may load: a reviewer submitted ones, a member their partner's. */
export function whereUsable({ partnerId }: SandboxUser): Prisma.WidgetWhereInput {
  return partnerId === null ? { versions: { some: { submittedAt: { not: null } } } } : { partnerId }
}

const versionSelect = {
  id: true,
  number: true,
  state: true,
  name: true,
  url: true,
  settings: true,
  furtherOrigins: true,
  placements: true,
  allow: true,
  icon: true,
  colour: true,
} as const satisfies Prisma.WidgetVersionSelect

export type SandboxVersion = Prisma.WidgetVersionGetPayload<{ select: typeof versionSelect }>

/**
 * A widget with the versions that its user may launch: a partner the draft and the approved version, a reviewer the one in review, otherwise the one that
 * serves. The first one is the default.
 * @throws AppError not_found
 */
export async function loadSandboxWidget(user: SandboxUser, widgetId: string) {
  const row = await db().widget.findFirst({
    where: { id: widgetId, ...whereUsable(user) },
    select: {
      id: true,
      protocol: true,
      partner: { select: { name: true } },
      servingVersion: { select: versionSelect },
      workingVersion: { select: versionSelect },
      secrets: {
        where: { state: { in: ['active', 'staged'] } },
        select: { version: true, state: true, fingerprint: true },
      },
    },
  })
  if (!row || !isProtocolId(row.protocol)) throw notFound('widget')
  const { servingVersion: serving, workingVersion: working } = row
  const pending = working?.state === 'in_review' ? working : null
  const [version] = [user.isReview ? pending : working, serving].filter((entry) => entry !== null)
  if (!version) throw notFound('widget')
  return {
    id: row.id,
    protocol: row.protocol,
    partnerName: row.partner.name,
    version,
    serving: !user.isReview && serving && serving.id !== version.id ? serving : null,
    secrets: row.secrets,
  }
}

export type SandboxWidget = Awaited<ReturnType<typeof loadSandboxWidget>>

export function chooseVersion(widget: SandboxWidget, chosen: 'working' | 'serving'): SandboxVersion {
  return chosen === 'serving' && widget.serving ? widget.serving : widget.version
}

/** What a version can be launched as, or called by. A reviewer's launches leave nothing behind. */
export function listPlaces(
  { protocol }: { protocol: ProtocolId },
  version: SandboxVersion,
  { isReview }: { isReview: boolean },
): Place[] {
  const all = profileOf(protocol).places.list(version)
  return isReview ? all.filter((place) => !hasEffect(place)) : all
}

/** The endpoint of a place by its protocol's name, and its address. */
export function resolvePlace(protocol: ProtocolId, version: SandboxVersion, place: Place) {
  return profileOf(protocol).places.resolve(version, place)
}

/** How the parameters of a version's launches travel, where its protocol has more than one way. */
export function modeOf(protocol: ProtocolId, version: Pick<SandboxVersion, 'settings'>) {
  return profileOf(protocol).modeOf(readSettings(version.settings))
}

/** An address on the developer's own machine. @throws AppError invalid_input on the field `local` */
export function requireLocalUrl(text: string, protocol: ProtocolId): string {
  const filled = text.replaceAll(/\{\{[^{}]*\}\}/g, 'x')
  const { url } = requireWidgetUrl(filled, { field: 'local', taken: factsOf(protocol).takenNames })
  if (!isLoopbackUrl(url))
    throw invalidField('local', 'Use an address on your own machine, such as http://127.0.0.1:4000/widget.')
  return filled === text ? url : text
}

export type SandboxSigning = {
  secret: string
  version: number
  fingerprint: string
  label: 'active' | 'staged' | 'sandbox'
}

/**
 * The secret that signs in the sandbox: the sandbox's own, or the widget's active or staged one where it has them.
 * @throws AppError no_secret, wrong_state, secrets_unavailable
 */
export async function openSandboxSigning(
  { id, protocol }: { id: string; protocol: ProtocolId },
  choice: SandboxSettings['secret'],
): Promise<SandboxSigning> {
  if (ownsSecret(protocol) && choice !== 'sandbox') {
    const { secret, version, fingerprint } =
      choice === 'staged'
        ? await openForProbe(db(), { kind: 'widget', ownerId: id })
        : (await openWidgetForSigning(db(), id, databaseNow()))[0]
    return { secret, version, fingerprint, label: choice }
  }
  const opened = await openForSandbox(db(), id)
  if (opened) {
    const { secret, version, fingerprint } = opened
    return { secret, version, fingerprint, label: 'sandbox' }
  }
  throw new AppError(
    'no_secret',
    'This widget has no sandbox secret yet. An owner or developer can create one on the Certification page and add it to your server.',
  )
}
