import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { parseBoundedJson } from '@/lib/bounded-json'
import { recordAudit } from '@/lib/domain/audit/events'
import { findVisibleWidget } from '@/lib/domain/installations/state'
import { boundUnproven } from '@/lib/domain/origins/unproven-bounds'
import {
  type LogToPartnerInput,
  type PartnerResult,
  partnerFault,
  type SearchPartnerInput,
} from '@/lib/domain/partner-search/partner-search.schema'
import type { Caller, PartnerRequest } from '@/lib/domain/profiles/profile'
import { profileOf } from '@/lib/domain/profiles/registry'
import { isProtocolId } from '@/lib/domain/protocols/facts.schema'
import { noteUsed, type OpenSecret } from '@/lib/domain/secrets/opened'
import { openForProbe, openForSigning } from '@/lib/domain/secrets/openers'
import { AppError, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'
import { safeFetch } from '@/lib/server/safe-fetch'

/** The platforms give up after this long. */
const platformSeconds = 15
const faultLengthMax = 300

/**
 * Asks a partner's own search, signed by the team's secret.
 * @throws AppError not_found, no_secret, partner_refused with the partner's words, outbound_failed, outbound_refused, rate_limited
 */
export async function searchPartner(
  actor: Actor,
  input: SearchPartnerInput,
  now = databaseNow(),
): Promise<{ results: PartnerResult[] }> {
  const team = requireTeam(actor, 'launch.open')
  return searchAt(team, await findPartner(team, input.widgetId, 'search', now), input.query, now)
}

async function searchAt(
  team: TeamActor,
  partner: Partner,
  query: string,
  now: Date,
): Promise<{ results: PartnerResult[] }> {
  return call(team, partner, partner.search.find(callerOf(team, partner, now), query), now)
}

/** Logs an activity with a partner, about people whom its own search found. @throws AppError as `searchPartner` */
export async function logToPartner(
  actor: Actor,
  { widgetId, ...activity }: LogToPartnerInput,
  now = databaseNow(),
): Promise<{ id: string; partnerName: string }> {
  const team = requireTeam(actor, 'record.write')
  const partner = await findPartner(team, widgetId, 'v1/activities', now)
  const { log } = partner.search
  if (!log) throw notFound('widget')
  const { id } = await call(team, partner, log(callerOf(team, partner, now), activity), now)
  const { name } = partner.version
  await inTransaction((tx) =>
    recordAudit(tx, team, {
      action: 'activity.sent',
      subject: { type: 'widget', id: widgetId, name },
      teamId: team.teamId,
      data: { recipients: activity.recipientIds.length, activity: id },
      at: now,
    }),
  )
  return { id, partnerName: name }
}

/**
 * Searches with the secret that signs, or with the staged one before it is promoted, and says whether the partner took it.
 * @throws AppError not_found, no_secret, wrong_state without a staged one
 */
export async function testTeamSecret(
  actor: Actor,
  input: { widgetId: string; state: 'active' | 'staged' },
  now = databaseNow(),
): Promise<{ accepted: boolean; detail: string }> {
  const team = requireTeam(actor, 'installation.manage')
  const partner = await findCallable(team, input.widgetId, 'search', now)
  const staged =
    input.state === 'staged'
      ? await openForProbe(db(), { kind: 'installation', ownerId: partner.installationId })
      : undefined
  try {
    const { results } = await searchAt(
      team,
      staged ? { ...partner, secrets: [staged] } : partner,
      'test',
      now,
    )
    return { accepted: true, detail: `A search for “test” returned ${results.length}.` }
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'rate_limited') throw thrown
    return { accepted: false, detail: thrown.publicDetail }
  }
}

type Partner = Awaited<ReturnType<typeof findCallable>>

/** The same, where it is on in any placement. */
async function findPartner(team: TeamActor, widgetId: string, endpoint: string, now: Date) {
  const partner = await findCallable(team, widgetId, endpoint, now)
  const on = await db().placementSwitch.findFirst({
    where: { teamId: team.teamId, widgetId, enabled: true },
    select: { placement: true },
  })
  if (!on) throw notFound('widget')
  return partner
}

/** A widget that is called, with the secrets that sign: all that are live where the protocol carries several. */
async function findCallable(team: TeamActor, widgetId: string, endpoint: string, now: Date) {
  await consumeLimit('partner_call', team.userId)
  const widget = await findVisibleWidget(db(), team, widgetId)
  const { protocol } = widget
  const row = await db().installation.findFirst({
    where: {
      teamId: team.teamId,
      widgetId,
      uninstalledAt: null,
      widget: { suspendedAt: null, stoppedAt: null },
    },
    select: { id: true },
  })
  const search = isProtocolId(protocol) ? profileOf(protocol).search : null
  if (!row || !search) throw notFound('widget')
  const [first, ...others] = await openForSigning(
    db(),
    { kind: 'installation', ownerId: row.id, endpoint },
    now,
  )
  if (!first)
    throw new AppError(
      'no_secret',
      `${widget.version.name} has no secret for this team. Set one on its page.`,
    )
  const secrets: [OpenSecret, ...OpenSecret[]] = [first, ...others]
  return { widgetId, search, installationId: row.id, version: widget.version, secrets }
}

function callerOf(
  team: TeamActor,
  { version, installationId, secrets: [first, ...others] }: Partner,
  now: Date,
): Caller {
  return {
    version,
    team: { organisation: team.organisation, email: team.email },
    installationId,
    secrets: [first.secret, ...others.map(({ secret }) => secret)],
    now,
  }
}

/** Sends a signed call, keeps a row of it, and reads the answer by the platform's rules: 200 and 201 are success, all else a fault. */
async function call<Answer>(
  team: TeamActor,
  partner: Partner,
  { endpoint, request, read }: PartnerRequest<Answer>,
  now: Date,
): Promise<Answer> {
  const [signing] = partner.secrets
  const origins = [new URL(request.url).origin]
  await boundUnproven('unproven_call', { widgetId: partner.widgetId, origins, now })
  await noteUsed(db(), signing, now)
  const startedAt = performance.now()
  const write = (outcome: { status: number | null; reason: string | null }) =>
    db().partnerCall.create({
      data: {
        widgetId: partner.widgetId,
        teamId: team.teamId,
        userId: team.userId,
        endpoint,
        at: now,
        latencyMs: Math.round(performance.now() - startedAt),
        secretVersion: signing.version,
        ...outcome,
      },
      select: { id: true },
    })
  try {
    const { status, body, isTruncated } = await safeFetch({
      url: request.url,
      method: request.method,
      headers: { accept: 'application/json', ...request.headers },
      ...(request.body === null ? {} : { body: request.body }),
      timeoutSeconds: platformSeconds,
      bodyBytesMax: 256 * 1024,
    })
    const answer = isTruncated ? undefined : parseJson(body)
    const isSuccess = status === 200 || status === 201
    const told = isSuccess ? read(answer) : undefined
    if (told !== undefined) {
      await write({ status, reason: null })
      return told
    }
    const reason = isSuccess ? 'unreadable_answer' : 'refused'
    await write({ status, reason })
    throw new AppError('partner_refused', describeFault(partner.version.name, status, isSuccess, answer))
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'partner_refused')
      await write({ status: null, reason: thrown.code })
    throw thrown
  }
}

function describeFault(name: string, status: number, isSuccess: boolean, answer: unknown): string {
  if (isSuccess) return `${name} sent a response that doesn’t follow its protocol.`
  const words = partnerFault.safeParse(answer)
  if (!words.success) return `${name} answered ${status} without a reason.`
  return `${name} says: ${words.data.replace(/\p{Cc}+/gu, ' ').slice(0, faultLengthMax)}`
}

function parseJson(body: Buffer): unknown {
  try {
    return parseBoundedJson(body.toString('utf8'), 'outbound_failed')
  } catch {
    return undefined
  }
}
