import type { Actor } from '@/lib/auth/permissions'
import { writeReadableJson } from '@/lib/bounded-json'
import { writeCurl } from '@/lib/domain/profiles/write-curl'
import { isFramePlace, type Place } from '@/lib/domain/protocols/places.schema'
import type { WrongLaunch } from '@/lib/domain/samples/wrong/wrong-launch'
import { listWrongFor } from '@/lib/domain/sandbox/build-launch'
import {
  inspection,
  type RequestParameter,
  type SandboxEdit,
  type SandboxLaunchRow,
  type SandboxLaunchView,
  type SandboxOutcome,
  sandboxSettings,
} from '@/lib/domain/sandbox/launches.schema'
import { readSignedText } from '@/lib/domain/sandbox/read-signed-text'
import type { Kind, Received } from '@/lib/domain/sandbox/receive-launch'
import { writeRequestText } from '@/lib/domain/sandbox/request-text'
import {
  requireSandboxUser,
  type SandboxSigning,
  type SandboxUser,
  whereUsable,
} from '@/lib/domain/sandbox/target'
import { writeOpenssl } from '@/lib/domain/sandbox/write-commands'
import { openSandboxRequest } from '@/lib/domain/secrets/openers'
import { sanitizeHtml } from '@/lib/domain/text/sanitize-html'
import { notFound } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { parseParameters, readQuery } from '@/lib/protocols/request-parts'
import { db } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

const pageSize = 30

/** What of a launch is sealed in its row: the request proves something, and the rest was made with it. */
export type SandboxEnvelope = Received & {
  kind: Kind
  place: Place
  request: SignedRequest
  origins: string[]
  allow: string[]
  isLocal: boolean
  label: SandboxSigning['label']
  edited: SandboxEdit['mode'] | null
  signMs: number
}

/** One launch of the sandbox as the inspector shows it. @throws AppError not_found, secrets_unavailable */
export async function getSandboxLaunch(
  actor: Actor,
  input: { launchId: string; widgetId?: string | undefined },
): Promise<SandboxLaunchView> {
  const row = await findOwn(requireSandboxUser(actor), input.launchId)
  if (input.widgetId !== undefined && row.widgetId !== input.widgetId) throw notFound('launch')
  const envelope = openEnvelope(row)
  const { kind, place, content, edited, receiver, signMs, isLocal, origins } = envelope
  const settings = sandboxSettings.parse(row.settings)
  const request = hideTokens(envelope.request)
  const signed = readSignedText(kind, request)
  const wrong = edited ? undefined : listWrongFor(kind).find(({ id }) => id === settings.wrong)
  const isNobodys = wrong?.check === 'refuses-wrong-secret'
  return {
    launchId: row.id,
    createdAt: row.createdAt.toISOString(),
    by: row.user.name,
    settings,
    ownText: row.ownRecord === null ? null : writeReadableJson(row.ownRecord),
    place,
    versionNumber: row.version.number,
    frame: isFramePlace(place) ? { origin: origins[0] ?? '', isLocal } : null,
    secret: {
      version: row.secretVersion,
      fingerprint: row.fingerprint,
      label: isNobodys ? 'nobody’s' : envelope.label,
    },
    wrong: wrong ? describeWrong(wrong) : null,
    edited,
    request: describeRequest(request),
    signed,
    content: content === null ? null : hideToken(content),
    receiver,
    signMs,
    commands: {
      curl: writeCurl(request),
      openssl: writeOpenssl(kind, signed, readData(request)),
    },
    outcome: row.outcome as SandboxOutcome,
    inspected: row.inspected === null ? null : inspection.parse(row.inspected),
  }
}

/** The launches of a widget, newest first: of a partner's members, or of reviewers. */
export async function listSandboxLaunches(
  actor: Actor,
  input: { widgetId: string; cursor?: string | undefined },
): Promise<{ launches: SandboxLaunchRow[]; nextCursor: string | undefined }> {
  const user = requireSandboxUser(actor)
  const owned = await db().widget.findFirst({
    where: { id: input.widgetId, ...whereUsable(user) },
    select: { id: true },
  })
  if (!owned) throw notFound('widget')
  const rows = await db().sandboxLaunch.findMany({
    where: { widgetId: owned.id, ...whereSeen(user) },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(input.cursor ? { cursor: { id: input.cursor }, skip: 1 } : {}),
    select: {
      id: true,
      createdAt: true,
      settings: true,
      secretVersion: true,
      fingerprint: true,
      outcome: true,
      status: true,
      user: { select: { name: true } },
      version: { select: { number: true } },
    },
  })
  const launches = rows.slice(0, pageSize).map((row) => ({
    launchId: row.id,
    createdAt: row.createdAt.toISOString(),
    by: row.user.name,
    settings: sandboxSettings.parse(row.settings),
    versionNumber: row.version.number,
    secret: { version: row.secretVersion, fingerprint: row.fingerprint },
    outcome: row.outcome as SandboxOutcome,
    status: row.status,
  }))
  return { launches, nextCursor: rows.length > pageSize ? launches.at(-1)?.launchId : undefined }
}

/** Reviewers see theirs, partners theirs; a user's own content signed with the live secret, only those who may sign with it. */
function whereSeen({ isReview, maySignLive }: SandboxUser): Prisma.SandboxLaunchWhereInput {
  return { isReview, ...(maySignLive ? {} : { isLive: false }) }
}

/** A launch of the user's own organisation. @throws AppError not_found */
export async function findOwn(user: SandboxUser, launchId: string) {
  const row = await db().sandboxLaunch.findFirst({
    where: { id: launchId, ...whereSeen(user), widget: whereUsable(user) },
    select: ownFields,
  })
  if (!row) throw notFound('launch')
  return row
}

const ownFields = {
  id: true,
  widgetId: true,
  settings: true,
  ownRecord: true,
  sealed: true,
  keyVersion: true,
  secretVersion: true,
  fingerprint: true,
  createdAt: true,
  outcome: true,
  inspected: true,
  user: { select: { name: true } },
  version: { select: { number: true, name: true } },
  widget: { select: { id: true, protocol: true } },
} as const satisfies Prisma.SandboxLaunchSelect

/** @throws AppError secrets_unavailable */
export function openEnvelope(row: { id: string; sealed: Uint8Array; keyVersion: number }): SandboxEnvelope {
  const binding = { owner: row.id, version: 0, purpose: 'sandbox-request' } as const
  return JSON.parse(openSandboxRequest(binding, row)) as SandboxEnvelope
}

function describeRequest(request: SignedRequest): SandboxLaunchView['request'] {
  const { method, url, headers, body } = request
  const isForm = Object.keys(request.fields).length > 0
  return {
    method,
    url,
    base: url.split('?', 1)[0] ?? url,
    parameters: [...listPairs(readQuery(url), 'query'), ...(isForm ? listPairs(body ?? '', 'form') : [])],
    headers: Object.entries(headers),
    body: isForm ? null : body,
    text: writeRequestText(request),
  }
}

function listPairs(text: string, place: RequestParameter['in']): RequestParameter[] {
  return parseParameters(text).map(([name, value]) => ({ name, value, length: value.length, in: place }))
}

const tokenPattern = /(access[-_]token(?:%22|"|\s)*[=:]\s*(?:%22|")?)([^&"\s]+)/gi

/** A token in a user's own JSON may be real, so only its length is shown. Encrypted content shows nothing anyway. */
function hideTokens(request: SignedRequest): SignedRequest {
  return {
    ...request,
    url: hideToken(request.url),
    body: request.body === null ? null : hideToken(request.body),
  }
}

export function hideToken(text: string): string {
  return text.replace(
    tokenPattern,
    (_, before: string, token: string) => `${before}[${token.length} characters]`,
  )
}

function readData({ url }: SignedRequest): string | null {
  return parseParameters(readQuery(url)).find(([name]) => name === 'data')?.[1] ?? null
}

/** What would go into an email of a frame's HTML. Nothing is kept. @throws AppError unauthenticated, forbidden */
export function sanitizeSandboxHtml(actor: Actor, { html }: { html: string }): { html: string } {
  requireSandboxUser(actor)
  return { html: sanitizeHtml(html) }
}

function describeWrong({ id, title, description, expected }: WrongLaunch) {
  return { id, title, description, expected }
}
