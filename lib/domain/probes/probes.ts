import { type Actor, requirePartner, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { compareWithCertified } from '@/lib/domain/certification/answers'
import { describeProbe } from '@/lib/domain/framing/describe-probe'
import { describeRedirect } from '@/lib/domain/framing/describe-redirect'
import {
  followHops,
  type Hop,
  type HopsEnd,
  judgeStatus,
  redirectsMax,
} from '@/lib/domain/framing/follow-hops'
import { judgeFramingIn } from '@/lib/domain/framing/framing'
import type { FramingReport, LaunchProbe } from '@/lib/domain/framing/framing.schema'
import { framingHeaders } from '@/lib/domain/framing/headers'
import { nameBarrier } from '@/lib/domain/framing/name-barrier'
import { describeSignIn } from '@/lib/domain/framing/sign-in'
import { findLaunchRegistration } from '@/lib/domain/installations/registrations'
import { findVisibleWidget } from '@/lib/domain/installations/state'
import { findUnproven } from '@/lib/domain/origins/proven'
import { boundUnproven } from '@/lib/domain/origins/unproven-bounds'
import { keepProbe } from '@/lib/domain/probes/keep-probe'
import { describeTampering, type ProbeSender, signProbe, tamperProbe } from '@/lib/domain/probes/launches'
import { profileOf } from '@/lib/domain/profiles/registry'
import { hasLaunch, isProtocolId, ownsSecret, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { type Placement, placementPlace, placements } from '@/lib/domain/protocols/placements.schema'
import { addressOf } from '@/lib/domain/protocols/widget-settings.schema'
import { noteAccepted } from '@/lib/domain/secrets/opened'
import { openForProbe, openForSigning, openWidgetForSigning } from '@/lib/domain/secrets/openers'
import type { ProbeReport } from '@/lib/domain/secrets/secrets.schema'
import { saveProbe } from '@/lib/domain/widgets/rotation'
import { AppError, notFound } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { log } from '@/lib/server/log'
import { consumeLimit } from '@/lib/server/rate-limit'
import { type SafeResponse, safeFetch } from '@/lib/server/safe-fetch'

const probeSeconds = 8
const cacheSeconds = 60
const cacheEntriesMax = 500

type Probe = { report: FramingReport; kept: LaunchProbe }

const cache = new Map<string, { at: number; probe: Promise<Probe> }>()

/**
 * Asks a widget's server, with a signed sample launch, whether it accepts it and allows this portal to frame it. Cached for a minute a version,
 * placement, secret and team; a retry asks anew, as often as the limit allows. An origin that its partner did not prove is not asked:
 * `unmeasured`.
 *
 * The record is made up, so a refusal counts only where it cannot be about the record: see `isRefusal`. It also may not be about a user whom
 * nobody knows: a server that refuses the made-up one is asked again in the name of the member who opens the widget.
 *
 * The result is stored with its launch.
 *
 * @param input.host the origin of the embedding CRM's page, which browsers compare with frame-ancestors like every other ancestor
 */
export async function probeFraming(
  actor: Actor,
  input: {
    widgetId: string
    placement: Placement
    launchId?: string | undefined
    isRetry?: boolean
    host?: string
  },
  now = databaseNow(),
): Promise<FramingReport> {
  const team = requireTeam(actor, 'launch.open')
  const { report, kept } = await probeFor(team, input, now)
  if (input.launchId)
    await keepProbe(team, { launchId: input.launchId, widgetId: input.widgetId, probe: kept }).catch(
      (cause: unknown) => log.warn({ cause: String(cause) }, 'a probe could not be kept with its launch'),
    )
  return report
}

async function probeFor(
  team: TeamActor,
  input: { widgetId: string; placement: Placement; isRetry?: boolean; host?: string },
  now: Date,
): Promise<Probe> {
  const { id: widgetId, version, ...widget } = await findVisibleWidget(db(), team, input.widgetId)
  const { protocol } = widget
  if (widget.suspendedAt || widget.stoppedAt || !isProtocolId(protocol) || !hasLaunch(protocol))
    throw notFound('widget')
  const secret = ownsSecret(protocol)
    ? (await openWidgetForSigning(db(), widgetId, now))[0]
    : await openTeamSecret(team, widgetId, now)
  const kind = ownsSecret(protocol) ? 'widget' : 'installation'
  const { placement, host } = input
  const address = addressOf(version, placement)
  const key = [version.id, address, placement, secret.fingerprint, team.teamId, host].join(' ')
  const origins = [new URL(address).origin, ...version.furtherOrigins]
  const target = { protocol, widgetId, version, secret: secret.secret, portalOrigin: env().PORTAL_ORIGIN }
  const unproven = await findUnproven(db(), { widgetId, origins, now })
  if (unproven.has(new URL(address).origin)) {
    const report = unmeasured(new URL(address).origin)
    return { report, kept: describeProbe(report, [], now) }
  }
  const ask = async (sender: ProbeSender, onAnswer: OnAnswer) => {
    const signed = await signProbe(target, placement, now, sender)
    return askFraming(signed, { declared: origins, unproven, host, now }, async (answer, widgetOrigin) => {
      if (judgeStatus(answer.status) === 'accepted') await noteAccepted({ kind, id: secret.id, now })
      await onAnswer(answer, widgetOrigin)
    })
  }
  const isFresh = input.isRetry === true && (await mayAskAgain(team))
  const probe = await keep({ key, isFresh, now }, () =>
    ask({ teamId: team.teamId }, (answer, widgetOrigin) => {
      const { endpoint } = profileOf(protocol).places.resolve(version, placement)
      return compareWithCertified({ widgetId, version, endpoint, answer, widgetOrigin, now })
    }),
  )
  if (probe.report.verdict !== 'refused') return probe
  return keep({ key: `${key} ${team.userId}`, isFresh, now }, async () =>
    ask({ teamId: team.teamId, member: await readMember(team, target) }, async () => {}),
  )
}

/** Over the limit, a retry gets the result of the last minute, which is better than none. */
async function mayAskAgain({ teamId }: TeamActor): Promise<boolean> {
  try {
    await consumeLimit('probe_widget', teamId)
    return true
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'rate_limited') return false
    throw thrown
  }
}

/** The probe of this minute, or a new one. Concurrent callers share one request. */
function keep(
  { key, isFresh, now }: { key: string; isFresh: boolean; now: Date },
  ask: () => Promise<Probe>,
): Promise<Probe> {
  const cached = cache.get(key)
  if (!isFresh && cached && now.getTime() - cached.at < cacheSeconds * 1000) return cached.probe
  const probe = ask()
  if (cache.size >= cacheEntriesMax) cache.delete(cache.keys().next().value ?? '')
  const entry = { at: now.getTime(), probe }
  cache.set(key, entry)
  probe.catch(() => cache.get(key) === entry && cache.delete(key))
  return probe
}

/** Who opens the widget, as a launch of theirs says it. @throws AppError not_registered */
async function readMember(
  team: TeamActor,
  { protocol, widgetId }: { protocol: ProtocolId; widgetId: string },
) {
  const { teamId, userId, email, organisation } = team
  const user = { id: userId, email }
  if (!profileOf(protocol).facts.isRegistered) return { team: organisation, user, registration: null }
  const { id: locationId, memberId } = await findLaunchRegistration({ widgetId, teamId, user })
  return { team: organisation, user, registration: { locationId, memberId } }
}

async function openTeamSecret(team: TeamActor, widgetId: string, now: Date) {
  const installation = await db().installation.findFirst({
    where: { teamId: team.teamId, widgetId, uninstalledAt: null },
    select: { id: true },
  })
  const [secret] = installation
    ? await openForSigning(db(), { kind: 'installation', ownerId: installation.id, endpoint: 'iframe' }, now)
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
  if (!widget || !version || !isProtocolId(widget.protocol)) throw notFound('widget')
  const staged = await openForProbe(db(), { kind: 'widget', ownerId: widget.id })
  const offered = placements.filter((placement) => version.placements.includes(placement))
  const origins = offered.map((placement) => new URL(addressOf(version, placement)).origin)
  await boundUnproven('unproven_call', { widgetId: widget.id, origins, now })
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
      `One byte of ${describeTampering(target.protocol)} changed`,
      tamperProbe(target.protocol, await sign(offered[0] ?? 'person')),
      'refuse',
    ),
  ])
  const report = { passed: lines.every((line) => line.passed), lines }
  await saveProbe(actor, { widgetId: widget.id, version: staged.version, report }, now)
  return report
}

type OnAnswer = (answer: SafeResponse, widgetOrigin: string) => Promise<void>

async function askFraming(
  signed: SignedRequest,
  {
    declared,
    unproven,
    host,
    now,
  }: { declared: string[]; unproven: ReadonlySet<string>; host: string | undefined; now: Date },
  onAnswer: OnAnswer,
): Promise<Probe> {
  const ended = await followHops(signed, {
    send: ({ url, method, headers, body }, timeoutSeconds) =>
      safeFetch({
        url,
        method,
        timeoutSeconds,
        headers: { ...framingHeaders(env().PORTAL_ORIGIN, method), ...(body === null ? {} : headers) },
        ...(body === null ? {} : { body }),
      }),
    seconds: probeSeconds,
    origins: declared,
    mayCall: (origin) => !unproven.has(origin),
  })
  const report = await judgeEnd(signed, ended, host, onAnswer)
  return { report, kept: describeProbe(report, ended.hops, now) }
}

async function judgeEnd(
  signed: SignedRequest,
  ended: HopsEnd,
  host: string | undefined,
  onAnswer: OnAnswer,
): Promise<FramingReport> {
  const { origin, pathname, search } = new URL(ended.url)
  if (ended.kind === 'held_back') return unmeasured(origin)
  if (ended.kind === 'failed') return describeFailedProbe(ended)
  if (ended.kind === 'undeclared_origin') {
    const undeclared = `It redirects to ${origin}, which is not one of its declared origins.`
    const signIn = describeSignIn(ended.url)
    return { verdict: 'undeclared_origin', detail: signIn ? `${undeclared} ${signIn}` : undeclared }
  }
  if (ended.kind === 'redirect_loop')
    return { verdict: 'redirect_loop', detail: `It redirects more than ${redirectsMax} times.` }
  const { answer } = ended
  await onAnswer(answer, origin).catch((cause: unknown) =>
    log.warn({ cause: String(cause) }, 'what a probe was answered could not be kept'),
  )
  const method = ended.hops.at(-1)?.request.method ?? signed.method
  const request = `${method} ${pathname}${search ? '?…' : ''} → ${answer.status} in ${Math.round(answer.durationMs)} ms`
  const framing = judgeFramingIn(answer, { portalOrigin: env().PORTAL_ORIGIN, widgetOrigin: origin, host })
  const barrier = nameBarrier(answer)
  // A person’s browser may pass a challenge, so it only explains a refusal and doesn't count as one.
  const isRefused = framing.verdict === 'ok' && isRefusal(answer.status) && barrier?.kind !== 'challenge'
  const judged = isRefused ? describeRefused(answer.status) : framing
  const detail = barrier && judged.verdict !== 'ok' ? `${judged.detail} ${barrier.sentence}` : judged.detail
  return { request, ...judged, detail }
}

/**
 * Whether a status refuses a valid launch. 404 and 410 do not: the record of a probe is made up, and that a server does not know it is a
 * right answer. 408, 425 and 429 are of the moment.
 */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![404, 408, 410, 425, 429].includes(status)
}

function describeRefused(status: number): FramingReport {
  return {
    verdict: 'refused',
    detail: `The server refused a correctly signed launch with ${status}.`,
    status,
    received: [`HTTP ${status}`],
  }
}

function unmeasured(origin: string): FramingReport {
  return {
    verdict: 'unmeasured',
    detail: `The widget’s partner has not proven that ${origin} is theirs, so the portal doesn’t call it for each launch.`,
  }
}

function describeFailedProbe({ reason, thrown }: Extract<HopsEnd, { kind: 'failed' }>): FramingReport {
  if (!reason) throw thrown
  const detail = thrown.publicDetail
  if (reason === 'refused_address') return { verdict: 'unmeasured', detail }
  return { verdict: reason === 'timeout' ? 'too_slow' : 'unreachable', detail }
}

async function probeLine(name: string, signed: SignedRequest, expected: 'accept' | 'refuse') {
  const ended = await followHops(signed, {
    send: ({ url }, timeoutSeconds) =>
      safeFetch({ url, timeoutSeconds, headers: framingHeaders(env().PORTAL_ORIGIN) }),
    seconds: probeSeconds,
    origins: null,
  })
  if (ended.kind === 'failed')
    return { name, passed: false, status: null, durationMs: null, verdict: ended.thrown.publicDetail }
  const { answer } = ended.hops[0] as Hop
  const judged = judgeStatus(answer.status)
  const barrier = nameBarrier(answer)
  const isAccepted = judged === 'accepted'
  // A firewall's refusal says nothing about the widget.
  const isRefused = answer.status >= 400 && answer.status < 500 && barrier?.kind !== 'challenge'
  return {
    name,
    passed: expected === 'accept' ? isAccepted : isRefused,
    status: answer.status,
    durationMs: Math.round(answer.durationMs),
    verdict:
      describeRedirect(answer, signed.url) ??
      (isAccepted || (isRefused && expected === 'refuse') ? null : barrier?.sentence) ??
      describeVerdict(expected, answer.status, isAccepted, isRefused),
  }
}

function describeVerdict(
  expected: 'accept' | 'refuse',
  status: number,
  isAccepted: boolean,
  isRefused: boolean,
): string {
  if (expected === 'accept')
    return isAccepted
      ? 'Accepted'
      : `Not accepted: your server answered ${status}. Deploy the staged secret first.`
  if (isRefused) return 'Refused, as expected'
  return isAccepted
    ? 'Accepted a forged launch: your server doesn’t check the signature'
    : `Answered ${status}; a refusal is 401 or 403`
}
