import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { effectiveVersion } from '@/lib/domain/installations/installations'
import { withParameters } from '@/lib/domain/installations/start-connection'
import { defaultScopes, isScope, type Scope } from '@/lib/domain/oauth/oauth.schema'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { versionFields } from '@/lib/domain/versions/content'
import { changedSinceRead, hashVersion } from '@/lib/domain/versions/hash'
import { AppError } from '@/lib/errors'
import { hashToken, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Reader } from '@/lib/server/db'
import { env } from '@/lib/server/env'

const codeSeconds = 60
/** How long an admin has from pressing Connect to the partner's code: a flow begun and left is begun anew. */
const enablingSeconds = 60 * 60

/** An authorization request in order, and where its answer goes. */
type AuthorizationRequest = {
  clientId: string
  redirectUri: string
  state: string | undefined
  scopes: Scope[]
  challenge: string | undefined
}

/**
 * Where the browser that brings an authorization request goes: on to the consent page, or back to the client with OAuth's error.
 * @throws AppError oauth_client_unknown, redirect_uri_mismatch: then it goes nowhere
 */
export async function startAuthorization(
  query: URLSearchParams,
): Promise<{ next: 'consent' | 'client'; url: string }> {
  const { redirectUri } = await findClient(db(), query, undefined)
  const read = readRequest(query)
  if ('error' in read)
    return { next: 'client', url: answerUrl(redirectUri, read.state, { error: read.error }) }
  return { next: 'consent', url: `${env().PORTAL_ORIGIN}/oauth/consent?${query}` }
}

/**
 * What the consent page asks a member: who wants what for which widget. Only for a member who may enable widgets, and a widget that their
 * team has begun to enable. @throws AppError oauth_client_unknown, redirect_uri_mismatch, malformed_request, forbidden, not_found,
 * widget_suspended, widget_stopped, wrong_state
 */
export async function getConsent(actor: Actor, query: URLSearchParams, now = databaseNow()) {
  const team = requireTeam(actor, 'installation.switch')
  return describeConsent(await requireConsent(db(), team, query, now))
}

function describeConsent({
  widget,
  version,
  installation,
  request,
}: Awaited<ReturnType<typeof requireConsent>>) {
  const shown = {
    widgetId: widget.id,
    name: version.name,
    icon: version.icon,
    colour: version.colour,
    partnerName: widget.partner.name,
    placements: version.placements as Placement[],
    scopes: request.scopes,
    clientOrigin: new URL(request.redirectUri).origin,
    connectedAt: installation.connectedAt,
  }
  return { ...shown, contentHash: hashToken(JSON.stringify([shown, hashVersion(version)])) }
}

/**
 * The member's answer: the address at which the client learns it, with a code that is good for a minute or with access_denied.
 * @throws AppError as `getConsent`, changed_since_read
 */
export async function answerAuthorization(
  actor: Actor,
  input: { query: string; allow: boolean; contentHash?: string | undefined },
  now = databaseNow(),
): Promise<{ url: string }> {
  const team = requireTeam(actor, 'installation.switch')
  return inTransaction(async (tx) => {
    const consent = await requireConsent(tx, team, new URLSearchParams(input.query), now)
    const { installation, request } = consent
    const { redirectUri, state } = request
    if (!input.allow) return { url: answerUrl(redirectUri, state, { error: 'access_denied' }) }
    if (input.contentHash !== undefined && input.contentHash !== describeConsent(consent).contentHash)
      throw changedSinceRead()
    const code = newToken()
    await tx.oAuthCode.create({
      data: {
        codeHash: hashToken(code),
        clientId: request.clientId,
        installationId: installation.id,
        userId: team.userId,
        redirectUri,
        scopes: request.scopes,
        challenge: request.challenge ?? null,
        createdAt: now,
        expiresAt: new Date(now.getTime() + codeSeconds * 1000),
      },
      select: { codeHash: true },
    })
    return { url: answerUrl(redirectUri, state, { code }) }
  })
}

async function requireConsent(reader: Reader, team: TeamActor, query: URLSearchParams, now: Date) {
  const { clientId, redirectUri, widget, version } = await findClient(reader, query, team.teamId)
  const read = readRequest(query)
  if ('error' in read)
    throw new AppError('malformed_request', `The partner’s request is not valid: ${read.error}.`)
  if (widget.suspendedAt)
    throw new AppError('widget_suspended', `${version.name} is suspended by platform review.`)
  if (widget.stoppedAt) throw new AppError('widget_stopped', `${version.name} was disabled by its partner.`)
  const installation = await reader.installation.findFirst({
    where: {
      teamId: team.teamId,
      widgetId: widget.id,
      uninstalledAt: null,
      enablingAt: { gt: new Date(now.getTime() - enablingSeconds * 1000) },
    },
    select: { id: true, connectedAt: true },
  })
  if (!installation)
    throw new AppError(
      'wrong_state',
      `Nobody at ${team.organisation} started connecting ${version.name} within the last hour. Start again in Settings, Integration widgets.`,
    )
  return { widget, version, installation, request: { ...read, clientId, redirectUri } }
}

const clientSelect = {
  id: true,
  testTeamId: true,
  testState: true,
  suspendedAt: true,
  stoppedAt: true,
  partner: { select: { name: true } },
  servingVersion: { select: versionFields },
  testVersion: { select: versionFields },
} as const

/** The client, and its exact redirect URI in the version that opens for the team; for nobody yet, in any that opens for some team. */
async function findClient(reader: Reader, query: URLSearchParams, teamId: string | undefined) {
  const clientId = onlyValue(query, 'client_id') ?? ''
  const client = await reader.oAuthClient.findUnique({
    where: { id: clientId },
    select: { id: true, widget: { select: clientSelect } },
  })
  if (!client)
    throw new AppError(
      'oauth_client_unknown',
      'The client_id of this request doesn’t belong to a widget here.',
    )
  const { widget } = client
  const versions = teamId
    ? [effectiveVersion(widget, teamId)]
    : [widget.servingVersion, widget.testState === 'accepted' ? widget.testVersion : null]
  const opened = versions.filter((version) => version !== null)
  if (opened.length === 0)
    throw new AppError('oauth_client_unknown', 'This widget is not approved and not in team testing.')
  const redirectUri = onlyValue(query, 'redirect_uri') ?? ''
  const version = opened.find(({ settings }) => readSettings(settings).redirectUris?.includes(redirectUri))
  if (!version)
    throw new AppError(
      'redirect_uri_mismatch',
      'The redirect_uri of this request doesn’t match one of the widget’s redirect URIs exactly. Nothing was sent there.',
    )
  return { clientId, redirectUri, widget, version }
}

type Read = Omit<AuthorizationRequest, 'clientId' | 'redirectUri'>

/** The rest of the request. Its mistakes are the client's to learn, by the names that RFC 6749 and 7636 give them. */
function readRequest(query: URLSearchParams): Read | { error: string; state: string | undefined } {
  const given = onlyValue(query, 'state')
  const state = given !== undefined && /^[\x20-\x7e]{1,1024}$/.test(given) ? given : undefined
  const refuse = (error: string) => ({ error, state })
  const isDoubled = [...query.keys()].some((name) => query.getAll(name).length > 1)
  if (isDoubled || (query.has('state') && state === undefined)) return refuse('invalid_request')
  if (query.has('request')) return refuse('request_not_supported')
  if (query.has('request_uri')) return refuse('request_uri_not_supported')
  if (!query.get('response_type')) return refuse('invalid_request')
  if (query.get('response_type') !== 'code') return refuse('unsupported_response_type')
  if ((query.get('response_mode') ?? 'query') !== 'query') return refuse('invalid_request')
  const names = [...new Set((query.get('scope') ?? '').split(' ').filter(Boolean))]
  const scopes = names.filter(isScope)
  if (scopes.length < names.length) return refuse('invalid_scope')
  const challenge = query.get('code_challenge') ?? undefined
  const method = query.get('code_challenge_method') ?? undefined
  // Without a method RFC 7636 reads plain, which anyone who sees the request could repeat.
  const isProof = challenge === undefined ? method === undefined : method === 'S256'
  if (!isProof || (challenge !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(challenge)))
    return refuse('invalid_request')
  return { state, challenge, scopes: scopes.length > 0 ? scopes : [...defaultScopes] }
}

function onlyValue(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name)
  return values.length === 1 ? values[0] : undefined
}

/** The client's address with the response and its issuer (RFC 9207). */
function answerUrl(
  redirectUri: string,
  state: string | undefined,
  told: { code: string } | { error: string },
): string {
  return withParameters(redirectUri, { ...told, state, iss: env().PORTAL_ORIGIN })
}
