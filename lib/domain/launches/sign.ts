import { createHash, randomBytes } from 'node:crypto'
import type { TeamActor } from '@/lib/auth/permissions'
import { findLaunchRegistration } from '@/lib/domain/installations/registrations'
import type { LaunchSubject } from '@/lib/domain/launches/context'
import { buildContext } from '@/lib/domain/launches/context'
import { buildSalesloftPayload } from '@/lib/domain/launches/payload'
import type { LaunchTarget } from '@/lib/domain/launches/target'
import { type LaunchToken, newLaunchToken } from '@/lib/domain/oauth/access-tokens'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { addressOf } from '@/lib/domain/protocols/widget-settings.schema'
import { noteUsed, type OpenSecret } from '@/lib/domain/secrets/opened'
import { openLiveForSigning } from '@/lib/domain/secrets/openers'
import { AppError } from '@/lib/errors'
import { fiveMinutes } from '@/lib/protocols/freshness'
import { signMarketplace } from '@/lib/protocols/marketplace'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { signSalesloft } from '@/lib/protocols/salesloft'
import { signSocialSignin } from '@/lib/protocols/social-signin'
import { signSureSend } from '@/lib/protocols/sure-send'
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
  /** Of a social-signin widget's own search, in place of the record. */
  resultId?: string | undefined
  /** Of the stored record, where there is one. */
  recordId?: string | null
}

export type SignedLaunch = {
  request: SignedRequest
  secret: { version: number; fingerprint: string }
  /** Null where nothing in the request carries a time. */
  expiresAt: Date | null
  /** What the frame's messages must carry, where the protocol has messages. */
  nonce: string | null
  /** The row of the token that the request carries, where it carries one. */
  tokenRow?: LaunchToken
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
  switch (target.protocol) {
    case 'sure-send':
      return signContext(team, target, content, now)
    case 'social-signin':
      return signQuery(target, content, now)
    case 'salesloft':
      return signForm(team, target, content, now)
    case 'marketplace':
      return signParameters(team, target, content, now)
    case 'showpad':
      throw new AppError(
        'protocol_has_no_launch',
        `${target.version.name} is called, and not opened: the Showpad protocol has no launch.`,
      )
  }
}

/** The hash of a nonce, as a launch's row keeps it. */
export function hashNonce(nonce: string): string {
  return createHash('sha256').update(nonce).digest('base64url')
}

async function signContext(
  team: TeamActor,
  target: LaunchTarget,
  { subject, user, placement }: LaunchContent,
  now: Date,
): Promise<SignedLaunch> {
  const context = buildContext({ team: describeTeam(team), user, subject: requireRecord(subject) }, now)
  const secret = openWidgetSecret(target)
  const request = signSureSend({ url: addressOf(target.version, placement), context, secret: secret.secret })
  await noteUsed(db(), secret, now)
  return { request, secret, expiresAt: inFiveMinutes(now), nonce: null }
}

async function signQuery(
  target: LaunchTarget,
  { subject, resultId }: LaunchContent,
  now: Date,
): Promise<SignedLaunch> {
  const secret = await openOwnSecret(target, now, 'iframe')
  const id = resultId ?? idOf(requireRecord(subject))
  const request = signSocialSignin({
    url: target.version.url,
    parameters: { id },
    secret: secret.secret,
    now,
  })
  return { request, secret, expiresAt: inFiveMinutes(now), nonce: null }
}

/** By which the partner knows a record: its id elsewhere, where it has one. */
function idOf(record: Exclude<LaunchSubject, { kind: 'none' }>): string {
  return record.externalId ?? (record.kind === 'person' ? record.person.id : record.company.id)
}

async function signForm(
  team: TeamActor,
  target: LaunchTarget,
  content: LaunchContent,
  now: Date,
): Promise<SignedLaunch> {
  const secret = await openOwnSecret(target, now)
  const nonce = content.placement === 'full_page' ? null : randomBytes(24).toString('base64url')
  const { slot, payload } = buildSalesloftPayload({
    ...content,
    integrationId: target.widgetId,
    tenantId: team.teamId,
    nonce,
  })
  const url = addressOf(target.version, content.placement)
  const request = await signSalesloft({ url, slot, payload, secret: secret.secret })
  return { request, secret, expiresAt: null, nonce }
}

async function signParameters(
  team: TeamActor,
  target: LaunchTarget,
  { subject, user, placement, recordId }: LaunchContent,
  now: Date,
): Promise<SignedLaunch> {
  const { widgetId, version } = target
  const { teamId } = team
  const { id: locationId, memberId } = await findLaunchRegistration({ widgetId, teamId, user })
  const secret = openWidgetSecret(target)
  // The token is of the member who opens it, whoever asked for the launch.
  const { token, row } = newLaunchToken(
    { teamId, userId: memberId, widgetId, locationId, placement, recordId: recordId ?? null },
    now,
  )
  const values = {
    location_id: locationId,
    user_id: memberId,
    'access-token': token,
    ...(subject.kind === 'none'
      ? {}
      : {
          contact_id: subject.kind === 'person' ? subject.person.id : subject.company.id,
          contact_api_id: subject.apiId ?? '',
        }),
    user_oauth_url: `${env().PORTAL_ORIGIN}/api/oauth`,
  }
  const mode = readSettings(version.settings).parameterMode ?? 'encrypted'
  const shared = { url: version.url, values, secret: secret.secret }
  const request = signMarketplace(mode === 'plain' ? { mode, now, ...shared } : { mode, ...shared })
  await noteUsed(db(), secret, now)
  const expiresAt = mode === 'plain' ? inFiveMinutes(now) : null
  return { request, secret, expiresAt, nonce: null, tokenRow: row }
}

/** The widget's own secret. @throws AppError wrong_state, secrets_unavailable */
function openWidgetSecret({ widgetId, secrets }: LaunchTarget): OpenSecret {
  const sealed = secrets.filter(({ owner }) => owner === 'widget')
  const [active] = openLiveForSigning({ kind: 'widget', ownerId: widgetId }, sealed)
  if (!active) throw new AppError('wrong_state', 'This widget has no active secret.')
  return active
}

/** The team's own secret for a widget. @throws AppError not_connected, no_secret, secrets_unavailable */
async function openOwnSecret({ installationId, ...target }: LaunchTarget, now: Date, endpoint?: string) {
  const sealed = target.secrets.filter(({ owner }) => owner === 'installation')
  const owner = { kind: 'installation', ownerId: installationId ?? '', endpoint } as const
  const [secret] = installationId ? openLiveForSigning(owner, sealed) : []
  if (!secret) {
    const { name } = target.version
    throw target.protocol === 'salesloft'
      ? new AppError(
          'not_connected',
          `${name} is not connected. Enable it under Integration Partner Widgets.`,
        )
      : new AppError(
          'no_secret',
          `${name} has no secret for this team. Set one under Integration Partner Widgets.`,
        )
  }
  await noteUsed(db(), secret, now)
  return secret
}

function requireRecord(subject: LaunchSubject): Exclude<LaunchSubject, { kind: 'none' }> {
  if (subject.kind === 'none')
    throw new AppError('malformed_request', 'A launch of this protocol is about a person or a company.')
  return subject
}

function describeTeam(team: TeamActor): { id: string; name: string } {
  return { id: team.teamId, name: team.organisation }
}

function inFiveMinutes(now: Date): Date {
  return new Date(now.getTime() + fiveMinutes.pastSeconds * 1000)
}
