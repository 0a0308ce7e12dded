import { type Actor, requirePartner, requireTeam } from '@/lib/auth/permissions'
import { judgeFraming } from '@/lib/domain/framing'
import { effectiveVersion, visibleTo } from '@/lib/domain/installations'
import { buildSampleContext } from '@/lib/domain/launch-context'
import type { FramingReport } from '@/lib/domain/launches.schema'
import { saveProbe } from '@/lib/domain/rotation'
import { openSecret } from '@/lib/domain/secrets'
import type { ProbeReport } from '@/lib/domain/secrets.schema'
import { type Placement, placementLabels, placements } from '@/lib/domain/widget-settings.schema'
import { AppError, notFound, toAppError } from '@/lib/errors'
import { signSureSend } from '@/lib/protocols/sure-send'
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
  now = new Date(),
): Promise<FramingReport> {
  const team = requireTeam(actor, 'launch.open')
  const widget = await db().widget.findFirst({
    where: { id: input.widgetId, suspendedAt: null, stoppedAt: null, ...visibleTo(team.teamId) },
    select: {
      id: true,
      testTeamId: true,
      testState: true,
      servingVersion: { select: { id: true, url: true, furtherOrigins: true } },
      workingVersion: { select: { id: true, url: true, furtherOrigins: true } },
    },
  })
  const version = widget ? effectiveVersion(widget, team.teamId) : null
  if (!widget || !version) throw notFound('widget')
  const secret = await openSecret(db(), widget.id, 'active')
  const key = [version.id, version.url, input.placement, secret.fingerprint].join(' ')
  const cached = cache.get(key)
  if (cached && now.getTime() - cached.at < cacheSeconds * 1000) return cached.report
  const signed = signSureSend({
    url: version.url,
    context: buildSampleContext(input.placement, now),
    secret: secret.secret,
  })
  const report = askFraming(signed.url, [new URL(version.url).origin, ...version.furtherOrigins])
  if (cache.size >= cacheEntriesMax) cache.delete(cache.keys().next().value ?? '')
  cache.set(key, { at: now.getTime(), report })
  return report
}

/** Sends what the staged secret signs, right and wrong, and keeps the report: the step before a promotion. */
export async function probeStaged(
  actor: Actor,
  input: { widgetId: string },
  now = new Date(),
): Promise<ProbeReport> {
  const partner = requirePartner(actor, 'secret.rotate')
  await consumeLimit('probe_widget', partner.partnerId)
  const widget = await db().widget.findFirst({
    where: { id: input.widgetId, partnerId: partner.partnerId },
    select: {
      id: true,
      servingVersion: { select: { url: true, placements: true } },
      workingVersion: { select: { url: true, placements: true } },
    },
  })
  // What serves is what a promotion acts on; before approval that is the version under test.
  const version = widget?.servingVersion ?? widget?.workingVersion
  if (!widget || !version) throw notFound('widget')
  const staged = await openSecret(db(), widget.id, 'staged')
  const offered = placements.filter((placement) => version.placements.includes(placement))
  const sign = (placement: Placement) =>
    signSureSend({ url: version.url, context: buildSampleContext(placement, now), secret: staged.secret }).url
  const lines = await Promise.all([
    ...offered.map((placement) =>
      probeLine(`Valid launch, ${placementLabels[placement].toLowerCase()} view`, sign(placement), 'accept'),
    ),
    probeLine('One byte of context changed', tamper(sign(offered[0] ?? 'person')), 'refuse'),
  ])
  const report = { passed: lines.every((line) => line.passed), lines }
  await saveProbe(actor, { widgetId: widget.id, version: staged.version, report }, now)
  return report
}

async function askFraming(url: string, origins: string[]): Promise<FramingReport> {
  const start = performance.now()
  let current = url
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
        timeoutSeconds: probeSeconds - (performance.now() - start) / 1000,
        headers: { accept: 'text/html' },
      })
    } catch (thrown) {
      return describeFailedProbe(thrown)
    }
    const location = answer.headers.location?.[0]
    if (answer.status >= 300 && answer.status < 400 && location && URL.canParse(location, current)) {
      current = new URL(location, current).href
      continue
    }
    const request = `GET ${new URL(current).pathname}?context=…&signature=… → ${answer.status} in ${Math.round(answer.durationMs)} ms`
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

async function probeLine(name: string, url: string, expected: 'accept' | 'refuse') {
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

/** The same launch with one character of its context changed; still base64, no longer what was signed. */
function tamper(url: string): string {
  const index = url.indexOf('context=') + 'context='.length + 8
  return url.slice(0, index) + (url[index] === 'A' ? 'B' : 'A') + url.slice(index + 1)
}
