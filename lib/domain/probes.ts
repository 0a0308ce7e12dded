import { type Actor, requirePartner, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { judgeFraming } from '@/lib/domain/framing'
import { openInstallationSecrets } from '@/lib/domain/installation-secrets'
import { findVisibleWidget } from '@/lib/domain/installation-state'
import type { FramingReport } from '@/lib/domain/launches.schema'
import {
  hasLaunch,
  isWidgetProtocol,
  type Placement,
  placementPlace,
  placements,
  secretOwners,
} from '@/lib/domain/placements.schema'
import { signProbe, tamperProbe } from '@/lib/domain/probe-launches'
import { saveProbe } from '@/lib/domain/rotation'
import { openSecret } from '@/lib/domain/secrets'
import type { ProbeReport } from '@/lib/domain/secrets.schema'
import { addressOf } from '@/lib/domain/widget-settings.schema'
import { AppError, notFound, toAppError } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { consumeLimit } from '@/lib/server/rate-limit'
import { type SafeResponse, safeFetch } from '@/lib/server/safe-fetch'

const probeSeconds = 8
const redirectsMax = 5
const cacheSeconds = 60
const cacheEntriesMax = 500

const cache = new Map<string, { at: number; report: Promise<FramingReport> }>()

/** Asks a widget's server, with a signed sample launch, whether it lets this portal frame it. Cached for a minute a version, placement and secret. */
export async function probeFraming(
  actor: Actor,
  input: { widgetId: string; placement: Placement },
  now = databaseNow(),
): Promise<FramingReport> {
  const team = requireTeam(actor, 'launch.open')
  const { id: widgetId, version, ...widget } = await findVisibleWidget(db(), team, input.widgetId)
  const { protocol } = widget
  if (widget.suspendedAt || widget.stoppedAt || !isWidgetProtocol(protocol) || !hasLaunch(protocol))
    throw notFound('widget')
  const secret =
    secretOwners[protocol] === 'widget'
      ? await openSecret(db(), widgetId, 'active')
      : await openTeamSecret(team, widgetId, now)
  const address = addressOf(version, input.placement)
  const key = [version.id, address, input.placement, secret.fingerprint].join(' ')
  const cached = cache.get(key)
  if (cached && now.getTime() - cached.at < cacheSeconds * 1000) return cached.report
  const target = { protocol, widgetId, version, secret: secret.secret, portalOrigin: env().PORTAL_ORIGIN }
  const signed = await signProbe(target, input.placement, now, team.teamId)
  const report = askFraming(signed, [new URL(address).origin, ...version.furtherOrigins])
  if (cache.size >= cacheEntriesMax) cache.delete(cache.keys().next().value ?? '')
  cache.set(key, { at: now.getTime(), report })
  return report
}

async function openTeamSecret(team: TeamActor, widgetId: string, now: Date) {
  const installation = await db().installation.findFirst({
    where: { teamId: team.teamId, widgetId, uninstalledAt: null },
    select: { id: true },
  })
  const [secret] = installation
    ? await openInstallationSecrets(db(), { installationId: installation.id, endpoint: 'iframe' }, now)
    : []
  if (!secret) throw notFound('widget')
  return secret
}

/** Sends what the staged secret signs, right and wrong, and keeps the report: the step before a promotion. */
export async function probeStaged(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<ProbeReport> {
  const partner = requirePartner(actor, 'secret.rotate')
  await consumeLimit('probe_widget', partner.partnerId)
  const widget = await db().widget.findFirst({
    where: { id: input.widgetId, partnerId: partner.partnerId },
    select: {
      id: true,
      protocol: true,
      servingVersion: { select: { url: true, settings: true, placements: true } },
      workingVersion: { select: { url: true, settings: true, placements: true } },
    },
  })
  // What serves is what a promotion acts on; before approval that is the version under test.
  const version = widget?.servingVersion ?? widget?.workingVersion
  if (!widget || !version || !isWidgetProtocol(widget.protocol)) throw notFound('widget')
  const staged = await openSecret(db(), widget.id, 'staged')
  const offered = placements.filter((placement) => version.placements.includes(placement))
  const target = {
    protocol: widget.protocol,
    widgetId: widget.id,
    version,
    secret: staged.secret,
    portalOrigin: env().PORTAL_ORIGIN,
  }
  const sign = (placement: Placement) => signProbe(target, placement, now)
  const lines = await Promise.all([
    ...offered.map(async (placement) =>
      probeLine(`Valid launch, ${placementPlace(placement).toLowerCase()}`, await sign(placement), 'accept'),
    ),
    probeLine(
      `One byte of ${widget.protocol === 'sure-send' ? 'context' : 'the parameters'} changed`,
      tamperProbe(await sign(offered[0] ?? 'person')),
      'refuse',
    ),
  ])
  const report = { passed: lines.every((line) => line.passed), lines }
  await saveProbe(actor, { widgetId: widget.id, version: staged.version, report }, now)
  return report
}

async function askFraming(signed: SignedRequest, origins: string[]): Promise<FramingReport> {
  const start = performance.now()
  let { method, body } = signed
  let current = signed.url
  for (let hop = 0; hop <= redirectsMax; hop += 1) {
    const origin = new URL(current).origin
    if (!origins.includes(origin)) {
      return {
        verdict: 'undeclared_origin',
        detail: `It redirects to ${origin}, which is not among its declared origins.`,
      }
    }
    let answer: SafeResponse
    try {
      answer = await safeFetch({
        url: current,
        method,
        timeoutSeconds: probeSeconds - (performance.now() - start) / 1000,
        headers: { accept: 'text/html', ...(body === null ? {} : signed.headers) },
        ...(body === null ? {} : { body }),
      })
    } catch (thrown) {
      return describeFailedProbe(thrown)
    }
    const location = answer.headers.location?.[0]
    if (answer.status >= 300 && answer.status < 400 && location && URL.canParse(location, current)) {
      current = new URL(location, current).href
      // As browsers do: only 307 and 308 post again.
      if (answer.status < 307) [method, body] = ['GET', null]
      continue
    }
    const { pathname, search } = new URL(current)
    const request = `${method} ${pathname}${search ? '?…' : ''} → ${answer.status} in ${Math.round(answer.durationMs)} ms`
    return { request, ...judgeFraming(answer, { portalOrigin: env().PORTAL_ORIGIN, widgetOrigin: origin }) }
  }
  return { verdict: 'redirect_loop', detail: `It redirects more than ${redirectsMax} times.` }
}

function describeFailedProbe(thrown: unknown): FramingReport {
  const error = toAppError(thrown)
  if (error.code === 'outbound_refused') return { verdict: 'unmeasured', detail: error.publicDetail }
  if (error.code === 'outbound_failed') {
    const isSlow = error.publicDetail.includes('in time')
    return { verdict: isSlow ? 'too_slow' : 'unreachable', detail: error.publicDetail }
  }
  throw error
}

async function probeLine(name: string, { url }: SignedRequest, expected: 'accept' | 'refuse') {
  try {
    const answer = await safeFetch({ url, timeoutSeconds: probeSeconds, headers: { accept: 'text/html' } })
    const isAccepted = answer.status >= 200 && answer.status < 300
    const isRefused = answer.status >= 400 && answer.status < 500
    return {
      name,
      passed: expected === 'accept' ? isAccepted : isRefused,
      status: answer.status,
      durationMs: Math.round(answer.durationMs),
      verdict: describeVerdict(expected, answer.status, isAccepted, isRefused),
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    return { name, passed: false, status: null, durationMs: null, verdict: thrown.publicDetail }
  }
}

function describeVerdict(
  expected: 'accept' | 'refuse',
  status: number,
  isAccepted: boolean,
  isRefused: boolean,
): string {
  if (expected === 'accept')
    return isAccepted ? 'Accepted' : `Not accepted: answers ${status}. Deploy the staged secret first.`
  if (isRefused) return 'Refused, as it should be'
  return isAccepted
    ? 'Accepted a forged launch: the signature is not checked'
    : `Answers ${status}; a refusal is 401 or 403`
}
