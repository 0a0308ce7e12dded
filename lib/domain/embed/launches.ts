import type { EmbeddedActor, TeamActor } from '@/lib/auth/permissions'
import type { EmbeddedLaunchBody } from '@/lib/domain/api/api.schema'
import { subjectOfCall } from '@/lib/domain/api/launches'
import type { FramingReport } from '@/lib/domain/framing/framing.schema'
import { listTabs } from '@/lib/domain/installations/tabs'
import { findOwnDestination } from '@/lib/domain/launches/destination'
import { type LaunchOwner, settleOwnLaunch, signLaunch } from '@/lib/domain/launches/launches'
import type {
  AcceptedMessage,
  Destination,
  DestinationInput,
  LaunchMessageInput,
  SettleLaunchInput,
} from '@/lib/domain/launches/launches.schema'
import { acceptOwnMessage } from '@/lib/domain/launches/messages'
import { loadSubject } from '@/lib/domain/launches/subject'
import { findOpenable } from '@/lib/domain/launches/target'
import { probeFraming } from '@/lib/domain/probes/probes'
import { profileOf } from '@/lib/domain/profiles/registry'
import { isPlacement, type Placement } from '@/lib/domain/protocols/placements.schema'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { consumeLimit } from '@/lib/server/rate-limit'

// Everything that a user of an embedding CRM may do, and nothing else: list tabs, open one, and what its frame's messages may do.

/** What a page of the CRM shows as tabs in this placement, in tab order. */
export async function listEmbeddedTabs(actor: EmbeddedActor, placement: Placement) {
  const tabs = await listTabs(asTeam(actor, null), placement)
  return tabs.map(({ widgetId, name, icon, colour, partnerName, isTesting }) => ({
    widgetId,
    name,
    icon,
    colour,
    partnerName,
    isTesting,
  }))
}

/**
 * Opens a widget for a user of the CRM: of a stored record of the team, or of one that the page describes, which is signed and not kept.
 * @throws AppError as `openLaunch`
 */
export async function openEmbeddedLaunch(
  actor: EmbeddedActor,
  body: EmbeddedLaunchBody,
  now = databaseNow(),
) {
  const startedAt = performance.now()
  const { placement, recordId = null, actionId } = body
  const team = asTeam(actor, recordId)
  const target = await findOpenable(team, body, now)
  const subject =
    subjectOfCall(body, now) ??
    (await loadSubject(team, {
      placement,
      record: recordId,
      isDetailed: profileOf(target.protocol).launch?.isDetailed ?? false,
    }))
  const { member, user } = actor
  const signed = await signLaunch(
    team,
    target,
    {
      placement,
      subject,
      user: member ? { id: member.userId, email: member.email } : { id: user.id, email: user.email },
      // The page around the widget's frame is the stage, as it is in the portal.
      origin: env().PORTAL_ORIGIN,
      actionId,
    },
    { recordId, host: { userId: user.id, userName: member?.name ?? user.name, actionId: actionId ?? null } },
    now,
  )
  return { ...signed, signMs: Math.round(performance.now() - startedAt) }
}

/** As `refreshLaunch`, in an embedding page. */
export async function refreshEmbeddedLaunch(
  actor: EmbeddedActor,
  body: EmbeddedLaunchBody,
  now = databaseNow(),
) {
  await consumeLimit('launch_refresh', `${actor.teamId} ${actor.user.id}`)
  return openEmbeddedLaunch(actor, body, now)
}

/** As `findOwnDestination`. @throws AppError not_found */
export function findEmbeddedDestination(
  actor: EmbeddedActor,
  input: { launchId: string; target: DestinationInput },
): Promise<Destination> {
  return findOwnDestination(ownerOf(actor), input)
}

/** As `settleOwnLaunch`. @throws AppError not_found */
export async function settleEmbeddedLaunch(
  actor: EmbeddedActor,
  input: SettleLaunchInput,
  now = databaseNow(),
): Promise<void> {
  await settleOwnLaunch(ownerOf(actor), input, now)
}

/**
 * Takes a message of a frame that this user opened, as `acceptOwnMessage`. A step belongs to the CRM: the page is told that it was completed,
 * and nothing here changes but the launch.
 */
export async function acceptEmbeddedMessage(
  actor: EmbeddedActor,
  input: LaunchMessageInput,
  now = databaseNow(),
): Promise<AcceptedMessage> {
  await consumeLimit('launch_message', `${actor.teamId} ${actor.user.id}`)
  return acceptOwnMessage({ owner: ownerOf(actor), actor }, input, now, async () => '')
}

/** What the portal's own look at the widget's server finds for a launch of this user. @throws AppError not_found */
export async function probeEmbeddedLaunch(
  actor: EmbeddedActor,
  input: { launchId: string; isRetry: boolean },
  now = databaseNow(),
): Promise<FramingReport> {
  const launch = await db().launch.findFirst({
    where: { id: input.launchId, ...ownerOf(actor) },
    select: { widgetId: true, placement: true, userId: true },
  })
  if (!launch || !isPlacement(launch.placement)) throw notFound('launch')
  const { widgetId, placement, userId } = launch
  return probeFraming(
    { ...asTeam(actor, null), userId },
    { ...input, widgetId, placement, host: actor.host },
    now,
  )
}

/** By the CRM's own id for its user, and not by session: a frame outlives the token that opened it. */
function ownerOf({ teamId, user }: EmbeddedActor): LaunchOwner {
  return { teamId, hostUserId: user.id }
}

/** The least of the team that opening one launch takes: it reads the launch's record, if it has one. It does not leave this file. */
function asTeam(actor: EmbeddedActor, onlyRecordId: string | null): TeamActor {
  const { teamId, organisation, member, user } = actor
  return {
    kind: 'team',
    role: 'agent',
    userId: member?.userId ?? actor.startedById,
    email: member?.email ?? user.email,
    name: member?.name ?? user.name,
    teamId,
    organisation,
    singleKeys: false,
    mayInstall: false,
    onlyRecordId,
  }
}
