import { createHash } from 'node:crypto'
import type { TeamActor } from '@/lib/auth/permissions'
import { findLaunchRegistration } from '@/lib/domain/installations/registrations'
import type { LaunchTarget } from '@/lib/domain/launches/target'
import { type LaunchToken, newLaunchToken } from '@/lib/domain/oauth/access-tokens'
import type { SignedParts } from '@/lib/domain/profiles/profile'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { LaunchSubject } from '@/lib/domain/protocols/launch-subject'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { noteUsed, type OpenSecret } from '@/lib/domain/secrets/opened'
import { openLiveForSigning } from '@/lib/domain/secrets/openers'
import { AppError } from '@/lib/errors'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'

/** What a launch tells: who opens which record, and where its messages may go. */
export type LaunchContent = {
  placement: Placement
  subject: LaunchSubject
  user: { id: string; email: string }
  /** The origin of the page around the frame. */
  origin: string
  actionId?: number | undefined
  /** Of the widget's own search, in place of the record. */
  resultId?: string | undefined
  /** Of the stored record, where there is one. */
  recordId?: string | null
}

export type SignedLaunch = SignedParts & {
  secret: { version: number; fingerprint: string }
  /** The row of the token that the request carries, where it carries one. */
  tokenRow?: LaunchToken | undefined
}

/**
 * Signs a launch by the widget's protocol, with the secret that is live now.
 * @throws AppError protocol_has_no_launch, not_connected, no_secret, not_registered, secrets_unavailable
 */
export async function signByProtocol(
  team: TeamActor,
  target: LaunchTarget,
  content: LaunchContent,
  now: Date,
): Promise<SignedLaunch> {
  const { facts, launch } = profileOf(target.protocol)
  if (!launch)
    throw new AppError(
      'protocol_has_no_launch',
      `${target.version.name} can’t be opened: ${facts.name} widgets are called, not launched.`,
    )
  const registered = facts.isRegistered ? await register(team, target, content, now) : undefined
  const secret =
    facts.secret.owner === 'widget'
      ? openWidgetSecret(target)
      : openTeamSecret(target, facts.secret.source, launch.secretEndpoint)
  const parts = await launch.sign({
    ...content,
    widgetId: target.widgetId,
    version: target.version,
    team: { id: team.teamId, name: team.organisation },
    portalOrigin: env().PORTAL_ORIGIN,
    registration: registered?.registration ?? null,
    secret: secret.secret,
    now,
  })
  await noteUsed(db(), secret, now)
  return { ...parts, secret, tokenRow: registered?.tokenRow }
}

/** The hash of a nonce, as a launch's row keeps it. */
export function hashNonce(nonce: string): string {
  return createHash('sha256').update(nonce).digest('base64url')
}

/** Where and for whom it is registered, with a token. @throws AppError not_registered */
async function register(
  team: TeamActor,
  { widgetId }: LaunchTarget,
  { user, placement, recordId }: LaunchContent,
  now: Date,
) {
  const { teamId } = team
  const { id: locationId, memberId } = await findLaunchRegistration({ widgetId, teamId, user })
  // The token acts as the member who opens the launch, not as the caller that requested it.
  const { token, row } = newLaunchToken(
    { teamId, userId: memberId, widgetId, locationId, placement, recordId: recordId ?? null },
    now,
  )
  return { registration: { locationId, memberId, token }, tokenRow: row }
}

/** The widget's own secret. @throws AppError wrong_state, secrets_unavailable */
function openWidgetSecret({ widgetId, secrets }: LaunchTarget): OpenSecret {
  const sealed = secrets.filter(({ owner }) => owner === 'widget')
  const [active] = openLiveForSigning({ kind: 'widget', ownerId: widgetId }, sealed)
  if (!active) throw new AppError('wrong_state', 'This widget has no active secret.')
  return active
}

/** The team's own secret for a widget. @throws AppError not_connected, no_secret, secrets_unavailable */
function openTeamSecret(
  { installationId, secrets, version: { name } }: LaunchTarget,
  source: 'connection' | 'team' | 'portal',
  endpoint: string | undefined,
): OpenSecret {
  const sealed = secrets.filter(({ owner }) => owner === 'installation')
  const owner = { kind: 'installation', ownerId: installationId ?? '', endpoint } as const
  const [secret] = installationId ? openLiveForSigning(owner, sealed) : []
  if (secret) return secret
  const where = 'under Integration widgets.'
  throw source === 'connection'
    ? new AppError('not_connected', `${name} is not connected. Connect it ${where}`)
    : new AppError('no_secret', `${name} has no secret for this team. Set one ${where}`)
}
