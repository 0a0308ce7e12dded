import type { z } from 'zod'
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
  showpadActivityAnswer,
  showpadSearchAnswer,
  socialSearchAnswer,
} from '@/lib/domain/partner-search/partner-search.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { addressBelow } from '@/lib/domain/protocols/widget-settings.schema'
import { noteUsed, type OpenSecret } from '@/lib/domain/secrets/opened'
import { openForProbe, openForSigning } from '@/lib/domain/secrets/openers'
import { AppError, notFound } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { signShowpad } from '@/lib/protocols/showpad'
import { signSocialSignin } from '@/lib/protocols/social-signin'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'
import { safeFetch } from '@/lib/server/safe-fetch'

/** Both platforms give up after this long. */
const platformSeconds = 15
const faultLengthMax = 300
const showpadResultsMax = 25

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
  if (partner.protocol === 'social-signin') {
    const url = readSettings(partner.version.settings).searchUrl ?? ''
    const [{ secret }] = partner.secrets
    const request = signSocialSignin({ url, parameters: { q: query }, secret, now })
    const { results } = await call(team, partner, 'search', request, socialSearchAnswer, now)
    return { results: results.map((result) => ({ ...result, details: [] })) }
  }
  const body = { query, limit: showpadResultsMax }
  const request = signCall(team, partner, 'v1/recipientsearch', body, now)
  const { recipients } = await call(team, partner, 'v1/recipientsearch', request, showpadSearchAnswer, now)
  return {
    results: recipients.map(({ id, name, email, company, type }) => ({
      id,
      name,
      details: [email, company, type].filter((part) => typeof part === 'string' && part !== '') as string[],
    })),
  }
}

/** Logs an activity with a partner, about people whom its own search found. @throws AppError as `searchPartner` */
export async function logToPartner(
  actor: Actor,
  { widgetId, ...activity }: LogToPartnerInput,
  now = databaseNow(),
): Promise<{ id: string; partnerName: string }> {
  const team = requireTeam(actor, 'record.write')
  const partner = await findPartner(team, widgetId, 'v1/activities', now)
  if (partner.protocol !== 'showpad') throw notFound('widget')
  const body = { ...activity, occurredAt: now.toISOString() }
  const request = signCall(team, partner, 'v1/activities', body, now)
  const { id } = await call(team, partner, 'v1/activities', request, showpadActivityAnswer, now)
  const { name } = partner.version
  await inTransaction((tx) =>
    recordAudit(tx, team, {
      action: 'activity.sent',
      subject: { type: 'widget', id: widgetId, name },
      teamId: team.teamId,
      data: { subject: activity.subject, recipients: activity.recipientIds.length, activity: id },
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
    return { accepted: true, detail: `A search for “test” found ${results.length}.` }
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
  if (!row || (protocol !== 'social-signin' && protocol !== 'showpad')) throw notFound('widget')
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
  return { widgetId, protocol, installationId: row.id, version: widget.version, secrets }
}

function signCall(team: TeamActor, partner: Partner, path: string, body: object, now: Date): SignedRequest {
  const showpadInfo = {
    subdomain: subdomainOf(team.organisation),
    username: team.email,
    crmInstanceId: partner.installationId,
  }
  return signShowpad({
    url: addressBelow(partner.version.url, path),
    body: JSON.stringify({ showpadInfo, ...body }),
    secrets: partner.secrets.map(({ secret }) => secret),
    now,
  })
}

/** Sends a signed call, keeps a row of it, and reads the answer by the platform's rules: 200 and 201 are success, all else a fault. */
async function call<Schema extends z.ZodType>(
  team: TeamActor,
  partner: Partner,
  endpoint: string,
  request: SignedRequest,
  schema: Schema,
  now: Date,
): Promise<z.output<Schema>> {
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
    const parsed = isSuccess ? schema.safeParse(answer) : undefined
    if (parsed?.success) {
      await write({ status, reason: null })
      return parsed.data
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
  if (isSuccess) return `${name} answered with something that is not its protocol’s answer.`
  const words = partnerFault.safeParse(answer)
  if (!words.success) return `${name} answered ${status} and did not say why.`
  return `${name} says: ${words.data.replace(/\p{Cc}+/gu, ' ').slice(0, faultLengthMax)}`
}

function parseJson(body: Buffer): unknown {
  try {
    return parseBoundedJson(body.toString('utf8'), 'outbound_failed')
  } catch {
    return undefined
  }
}

/** A team's name as the part of a host that Showpad's organisations have. */
function subdomainOf(name: string): string {
  const ascii = name.normalize('NFKD').replace(/[^\p{ASCII}]/gu, '')
  return (
    ascii
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'team'
  )
}
