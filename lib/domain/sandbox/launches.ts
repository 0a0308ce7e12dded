import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { parseBoundedJson } from '@/lib/bounded-json'
import { recordAudit } from '@/lib/domain/audit/events'
import { profileOf } from '@/lib/domain/profiles/registry'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { hasEffect, isFramePlace, type Place } from '@/lib/domain/protocols/places.schema'
import { buildLaunch, type LaunchParts } from '@/lib/domain/sandbox/build-launch'
import { checkOwnContent } from '@/lib/domain/sandbox/content.schema'
import {
  type PrepareSandboxLaunchInput,
  type SandboxEdit,
  type SandboxLaunchView,
  type SandboxSettings,
  sandboxSettings,
} from '@/lib/domain/sandbox/launches.schema'
import { findOwn, getSandboxLaunch, openEnvelope, type SandboxEnvelope } from '@/lib/domain/sandbox/read'
import { receiveLaunch } from '@/lib/domain/sandbox/receive-launch'
import { parseRequestText } from '@/lib/domain/sandbox/request-text'
import {
  chooseVersion,
  listPlaces,
  loadSandboxWidget,
  modeOf,
  openSandboxSigning,
  requireLocalUrl,
  requireSandboxUser,
  resolvePlace,
  type SandboxSigning,
  type SandboxUser,
  type SandboxVersion,
  type SandboxWidget,
} from '@/lib/domain/sandbox/target'
import { sealValue } from '@/lib/domain/secrets/sealing'
import { AppError, invalidField, notFound } from '@/lib/errors'
import { newId } from '@/lib/ids'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import type { Prisma } from '@/lib/server/prisma/client'
import { consumeLimit } from '@/lib/server/rate-limit'

/**
 * Signs a launch of samples or own JSON, right or wrong on purpose, or an edited one, and keeps a row of it. Nothing is sent: the frame's
 * stage opens it, and `inspectSandboxLaunch` looks at the answer.
 * @throws AppError unauthenticated, forbidden for what reviewers do not do, not_found, invalid_input on `own` and `local`,
 *   malformed_request, no_secret, wrong_state without a staged secret, rate_limited, secrets_unavailable
 */
export async function prepareSandboxLaunch(
  actor: Actor,
  input: PrepareSandboxLaunchInput,
  now = databaseNow(),
): Promise<SandboxLaunchView> {
  const user = requireSandboxUser(actor)
  if (user.isReview) refuseToReviewers(input)
  await consumeLimit('sandbox_launch', user.userId)
  const widget = await loadSandboxWidget(user, input.widgetId)
  const base = input.edit ? await findOwn(user, input.edit.launchId) : null
  if (base && base.widgetId !== widget.id) throw notFound('launch')
  // An edited request is no longer that fault.
  const settings = base ? { ...sandboxSettings.parse(base.settings), wrong: undefined } : input.settings
  const version = chooseVersion(widget, settings.version)
  const place = choosePlace(widget, version, settings, user)
  const own = base ? readOwn(base.ownRecord) : await loadOwn(user, widget, { ...input, settings, place })
  const signing = await openSandboxSigning(widget, settings.secret)
  const isLive = signing.label !== 'sandbox' && isOwnContent(own, input.edit)
  if (isLive) requireLiveSigning(user, input)
  const startedAt = performance.now()
  const parts = composeParts({ widget, version, settings, place, own, signing, now })
  const { origins, ...target } = resolveTarget(widget, version, settings, parts)
  const request = await buildRequest({ ...parts, ...target }, input.edit, origins, base)
  const signMs = performance.now() - startedAt
  const received = await receiveLaunch(parts, request, { secret: signing.secret, now })
  const launchId = newId('sbx')
  const envelope: SandboxEnvelope = {
    ...received,
    kind: { protocol: parts.protocol, mode: parts.mode, endpoint: parts.endpoint },
    place,
    request,
    origins,
    allow: version.allow,
    isLocal: settings.local !== undefined,
    label: signing.label,
    edited: input.edit?.mode ?? null,
    signMs: Math.round(signMs * 10) / 10,
  }
  const row = {
    id: launchId,
    widgetId: widget.id,
    versionId: version.id,
    userId: user.userId,
    isReview: user.isReview,
    isLive,
    // With the place that was chosen, which the widget's default may not be tomorrow.
    settings: { ...settings, place },
    ...(own ? { ownRecord: own as Prisma.InputJsonObject } : {}),
    ...(await sealValue(
      { owner: launchId, version: 0, purpose: 'sandbox-request' },
      JSON.stringify(envelope),
    )),
    secretVersion: signing.version,
    fingerprint: signing.fingerprint,
    createdAt: now,
  }
  await inTransaction(async (tx) => {
    await tx.sandboxLaunch.create({ data: row, select: { id: true } })
    if (!isLive) return
    await recordAudit(tx, requirePartner(actor, 'sandbox.sign_live'), {
      action: 'secret.sandbox_signed_live',
      subject: { type: 'widget', id: widget.id, name: version.name },
      ...(user.partnerId ? { partnerId: user.partnerId } : {}),
      data: { launch: launchId, version: signing.version, fingerprint: signing.fingerprint },
      at: now,
    })
  })
  return getSandboxLaunch(actor, { launchId })
}

/** Content that its author chose, which may name any team, user and record; a request sent as typed is not signed here. */
function isOwnContent(own: Record<string, unknown> | null, edit: SandboxEdit | undefined): boolean {
  return edit ? edit.mode === 'sign' : own !== null
}

/** With the live secret, the caller could act as anyone at the partner's own server. @throws AppError forbidden, live_secret_unconfirmed */
function requireLiveSigning(user: SandboxUser, { confirmLive }: PrepareSandboxLaunchInput): void {
  if (!user.maySignLive)
    throw new AppError(
      'forbidden',
      'Only owners and developers can sign their own content with the live secret. Choose the sandbox secret or a sample record.',
    )
  if (!confirmLive)
    throw new AppError(
      'live_secret_unconfirmed',
      'This content would be signed with the live secret, so your server can’t tell it from a real launch. Confirm that, or choose the sandbox secret.',
    )
}

/**
 * What the stage of a launch opens.
 * @throws AppError not_found for a call, which has no frame, and for another reader's launch
 */
export async function openSandboxStage(actor: Actor, input: { launchId: string }) {
  const user = requireSandboxUser(actor)
  const row = await findOwn(user, input.launchId)
  const envelope = openEnvelope(row)
  if (!isFramePlace(envelope.place)) throw notFound('frame of this launch')
  const { request, origins, allow, isLocal, nonce, place, kind } = envelope
  return {
    launchId: row.id,
    name: row.version.name,
    placement: place,
    protocol: kind.protocol,
    signedAt: row.createdAt.toISOString(),
    request,
    origins,
    allow,
    isLocal,
    nonce,
  }
}

/**
 * A newly signed launch of the same settings, for a widget that asks its host for one.
 * @throws AppError as `prepareSandboxLaunch`; wrong_state for a request that was sent as typed, which nobody can sign again
 */
export async function refreshSandboxLaunch(
  actor: Actor,
  input: { launchId: string },
  now = databaseNow(),
): Promise<Awaited<ReturnType<typeof openSandboxStage>>> {
  const row = await findOwn(requireSandboxUser(actor), input.launchId)
  const { edited, content } = openEnvelope(row)
  if (edited === 'as_typed' || (edited && content === null))
    throw new AppError('wrong_state', 'This request was sent exactly as typed, so it can’t be signed again.')
  const settings = sandboxSettings.parse(row.settings)
  const { launchId } = await prepareSandboxLaunch(
    actor,
    {
      widgetId: row.widgetId,
      settings: row.ownRecord === null ? settings : { ...settings, own: row.id },
      ...(edited && content !== null ? { edit: { mode: 'sign', launchId: row.id, content } } : {}),
    },
    now,
  )
  return openSandboxStage(actor, { launchId })
}

function refuseToReviewers({ settings, ownText, edit }: PrepareSandboxLaunchInput): void {
  const isMore =
    edit || ownText !== undefined || settings.own || settings.local || settings.secret === 'staged'
  if (isMore || (settings.place && hasEffect(settings.place)))
    throw new AppError(
      'forbidden',
      'Reviewers can launch only samples, valid or wrong, with the active secret.',
    )
}

function choosePlace(
  widget: SandboxWidget,
  version: SandboxVersion,
  settings: SandboxSettings,
  user: SandboxUser,
): Place {
  const places = listPlaces(widget, version, user)
  const [first] = places
  if (!first) throw notFound('placement')
  if (settings.place === undefined) return first
  if (!places.includes(settings.place)) throw notFound('placement of this version')
  return settings.place
}

/** The user's own JSON, as typed now or from an earlier launch of the same widget. @throws AppError invalid_input, not_found */
async function loadOwn(
  user: SandboxUser,
  widget: SandboxWidget,
  input: { ownText?: string | undefined; settings: SandboxSettings; place: Place },
): Promise<Record<string, unknown> | null> {
  const { ownText, settings, place } = input
  if (settings.record !== 'own') return null
  if (ownText !== undefined) {
    const { exampleOf, leftOut } = profileOf(widget.protocol).sandbox
    const checked = checkOwnContent(ownText, (await factsOf(widget.protocol).loadOwnShape())(place), {
      example: { ...exampleOf(place) },
      leftOut: Object.keys(leftOut),
    })
    if (checked.content) return checked.content
    const [problem] = checked.problems
    const where = [problem?.line ? `Line ${problem.line}` : '', problem?.path ?? '']
      .filter(Boolean)
      .join(', ')
    throw invalidField(
      'own',
      `${where}${where ? ': ' : ''}${problem?.message ?? 'This doesn’t match what the CRM sends.'}`,
    )
  }
  if (settings.own === undefined) throw invalidField('own', 'Enter the JSON of a record.')
  const row = await findOwn(user, settings.own)
  const own = row.widgetId === widget.id ? readOwn(row.ownRecord) : null
  if (!own) throw notFound('JSON of a launch. Launches are deleted after 30 days')
  return own
}

function readOwn(stored: Prisma.JsonValue): Record<string, unknown> | null {
  return typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? stored : null
}

function composeParts(given: {
  widget: SandboxWidget
  version: SandboxVersion
  settings: SandboxSettings
  place: Place
  own: Record<string, unknown> | null
  signing: SandboxSigning
  now: Date
}): LaunchParts {
  const { widget, version, place, signing, ...rest } = given
  const { protocol, id: widgetId } = widget
  return {
    ...rest,
    ...resolvePlace(protocol, version, place),
    protocol,
    mode: modeOf(protocol, version),
    widgetId,
    place,
    portalOrigin: env().PORTAL_ORIGIN,
    secret: signing.secret,
  }
}

/** Where it goes: the version's own address, or the one on the developer's machine, and the origins that may be shown there. */
function resolveTarget(
  { protocol }: SandboxWidget,
  version: SandboxVersion,
  { local }: SandboxSettings,
  { url }: LaunchParts,
): { url: string; origins: string[] } {
  if (local === undefined) return { url, origins: [new URL(url).origin, ...version.furtherOrigins] }
  const own = requireLocalUrl(local, protocol)
  return { url: own, origins: [new URL(own).origin] }
}

type Base = Awaited<ReturnType<typeof findOwn>>

async function buildRequest(
  parts: LaunchParts,
  edit: SandboxEdit | undefined,
  origins: string[],
  base: Base | null,
): Promise<SignedRequest> {
  if (!edit || !base) return buildLaunch(parts)
  const before = openEnvelope(base)
  if (edit.mode === 'as_typed')
    return parseRequestText(edit.request, { method: before.request.method, origins })
  return buildLaunch({ ...parts, own: readEdited(edit.content, before.content) })
}

/** The edited content; if the signing time was not edited, it becomes now. */
function readEdited(text: string, before: string | null): Record<string, unknown> {
  const value = parseBoundedJson(text, 'malformed_request')
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AppError('malformed_request', 'To sign it again, write a JSON object.')
  const { timestamp, ...rest } = value as Record<string, unknown>
  const isSame = timestamp !== undefined && timestamp === readTimestamp(before)
  return timestamp === undefined || isSame ? rest : { timestamp, ...rest }
}

function readTimestamp(content: string | null): unknown {
  try {
    const value = parseBoundedJson(content ?? '', 'malformed_request')
    return typeof value === 'object' && value !== null && 'timestamp' in value ? value.timestamp : undefined
  } catch {
    return undefined
  }
}
