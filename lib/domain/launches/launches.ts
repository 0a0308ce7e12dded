import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { getOpenStep } from '@/lib/domain/crm/steps'
import type { OpenLaunchInput, SettleLaunchInput } from '@/lib/domain/launches/launches.schema'
import { hashNonce, type LaunchContent, signByProtocol } from '@/lib/domain/launches/sign'
import { loadSubject } from '@/lib/domain/launches/subject'
import { findOpenable, type LaunchTarget } from '@/lib/domain/launches/target'
import type { LaunchToken } from '@/lib/domain/oauth/access-tokens'
import { profileOf } from '@/lib/domain/profiles/registry'
import { addressOf } from '@/lib/domain/protocols/widget-settings.schema'
import { AppError, notFound } from '@/lib/errors'
import { isUuid, newId } from '@/lib/ids'
import { batchWrites } from '@/lib/server/batch-writes'
import { databaseNow } from '@/lib/server/database-clock'
import { db, pool } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { consumeLimit } from '@/lib/server/rate-limit'

const pageSize = 50

/**
 * Opens a widget in a frame of this CRM: checks switch, status and ownership at this moment, signs, and keeps a row of the launch.
 * A custom action names its step, whose person is the record.
 * @throws AppError not_found, malformed_request, widget_suspended, widget_stopped, not_connected, no_secret, not_registered,
 *   protocol_has_no_launch, secrets_unavailable
 */
export async function openLaunch(actor: Actor, input: OpenLaunchInput, now = databaseNow()) {
  const team = requireTeam(actor, 'launch.open')
  const startedAt = performance.now()
  const { placement } = input
  const target = await findOpenable(team, input, now)
  const step = placement === 'custom_action' ? await getOpenStep(team, requireStep(input.step)) : undefined
  const record = step ? step.personId : placement === 'full_page' ? null : (input.record ?? null)
  const { facts, launch } = profileOf(target.protocol)
  const isOfResult = input.result !== undefined && facts.search?.becomes === 'opened'
  if (record === null && !isOfResult && placement !== 'full_page' && placement !== 'email_editor')
    throw new AppError('malformed_request', 'This placement opens for a record.')
  const subject = await loadSubject(team, { placement, record, isDetailed: launch?.isDetailed ?? false })
  const user = { id: team.userId, email: team.email }
  const signed = await signLaunch(
    team,
    target,
    { placement, subject, user, origin: env().PORTAL_ORIGIN, actionId: step?.id, resultId: input.result },
    { recordId: record, stepId: step?.id },
    now,
  )
  return { ...signed, actionId: step?.id, signMs: Math.round(performance.now() - startedAt) }
}

/** A newly signed launch of what this member has open, for a widget that asked for one. @throws AppError as `openLaunch`, rate_limited */
export async function refreshLaunch(actor: Actor, input: OpenLaunchInput, now = databaseNow()) {
  await consumeLimit('launch_refresh', requireTeam(actor, 'launch.open').userId)
  return openLaunch(actor, input, now)
}

function requireStep(step: number | undefined): number {
  if (step === undefined) throw new AppError('malformed_request', 'A custom action opens for a step.')
  return step
}

/** Who opens a launch in a team's own CRM, as that CRM names them, and its step. */
export type LaunchHost = { userId: string; userName: string; actionId: number | null }

/** Signs and keeps a row of the launch, and says what a stage needs to show it. @throws AppError as `signByProtocol` */
export async function signLaunch(
  team: TeamActor,
  target: LaunchTarget,
  content: LaunchContent,
  { host, ...about }: { recordId: string | null; stepId?: number | undefined; host?: LaunchHost },
  now: Date,
) {
  const { secret, tokenRow, ...signed } = await signByProtocol(team, target, { ...content, ...about }, now)
  const launchId = newId('lch')
  const row = {
    id: launchId,
    widgetId: target.widgetId,
    versionId: target.version.id,
    teamId: team.teamId,
    userId: team.userId,
    placement: content.placement,
    recordId: about.recordId,
    stepId: about.stepId ?? null,
    nonceHash: signed.nonce === null ? null : hashNonce(signed.nonce),
    secretVersion: secret.version,
    fingerprint: secret.fingerprint,
    createdAt: now,
    hostUserId: host?.userId ?? null,
    hostUserName: host?.userName ?? null,
    hostActionId: host?.actionId ?? null,
  }
  await writeLaunch({ row, tokenRow })
  const { version, protocol } = target
  return {
    launchId,
    ...signed,
    name: version.name,
    protocol,
    origins: [new URL(addressOf(version, content.placement)).origin, ...version.furtherOrigins],
    allow: version.allow,
    signedAt: now.toISOString(),
  }
}

type LaunchRow = {
  id: string
  widgetId: string
  versionId: string
  teamId: string
  userId: string
  placement: string
  recordId: string | null
  stepId: number | null
  nonceHash: string | null
  secretVersion: number
  fingerprint: string
  createdAt: Date
  hostUserId: string | null
  hostUserName: string | null
  hostActionId: number | null
}

/** Launches that are made at the same time share a statement and its commit, each with the token that it carries. */
const writeLaunch = batchWrites((launches: { row: LaunchRow; tokenRow: LaunchToken | undefined }[]) =>
  pool().query({
    name: 'launches',
    text: `WITH token AS (
        INSERT INTO "AccessToken" ("tokenHash", "widgetId", "teamId", "userId", "locationId", "placement", "recordId", "scopes",
          "createdAt", "expiresAt")
        SELECT * FROM json_to_recordset($2) AS token("tokenHash" text, "widgetId" text, "teamId" uuid, "userId" uuid,
          "locationId" text, "placement" text, "recordId" uuid, "scopes" text[], "createdAt" timestamptz, "expiresAt" timestamptz)
      )
      INSERT INTO "Launch" ("id", "widgetId", "versionId", "teamId", "userId", "placement", "recordId", "stepId", "nonceHash",
        "secretVersion", "fingerprint", "createdAt", "hostUserId", "hostUserName", "hostActionId")
      SELECT * FROM json_to_recordset($1) AS launch("id" text, "widgetId" text, "versionId" text, "teamId" uuid, "userId" uuid,
        "placement" text, "recordId" uuid, "stepId" integer, "nonceHash" text, "secretVersion" integer, "fingerprint" text,
        "createdAt" timestamptz, "hostUserId" text, "hostUserName" text, "hostActionId" integer)`,
    values: [
      JSON.stringify(launches.map(({ row }) => row)),
      JSON.stringify(launches.flatMap(({ tokenRow }) => tokenRow ?? [])),
    ],
  }),
)

/** Keeps how a launch of the member ended, as `settleOwnLaunch`. */
export async function settleLaunch(
  actor: Actor,
  input: SettleLaunchInput,
  now = databaseNow(),
): Promise<void> {
  const { teamId, userId } = requireTeam(actor, 'launch.open')
  await settleOwnLaunch({ teamId, userId, hostUserId: null }, input, now)
}

/** Whose launch it is: a member's, or that of an embedding CRM's user, whoever let them in. */
export type LaunchOwner =
  | { teamId: string; userId: string; hostUserId: null }
  | { teamId: string; hostUserId: string }

/**
 * Keeps how a launch ended, as the stage saw it. Only who opened it may say so, and the first word counts, but for one: what was shown may
 * turn out to have failed, since a frame can be there before the portal's own look at its server has ended.
 * @throws AppError not_found
 */
export async function settleOwnLaunch(
  owner: LaunchOwner,
  input: SettleLaunchInput,
  now: Date,
): Promise<void> {
  const own = { id: input.launchId, ...owner }
  const { count } = await db().launch.updateMany({
    where: { ...own, outcome: input.outcome === 'failed' ? { in: ['opened', 'shown'] } : 'opened' },
    data: { outcome: input.outcome, reason: input.reason ?? null, settledAt: now },
  })
  if (count === 0 && !(await db().launch.findFirst({ where: own, select: { id: true } })))
    throw notFound('launch')
}

/** The launches on one record of the team, newest first. */
export async function listRecordLaunches(
  actor: Actor,
  input: { recordId: string; cursor?: string | undefined },
) {
  const team = requireTeam(actor, 'record.read')
  if (!isUuid(input.recordId)) throw notFound('record')
  const rows = await db().launch.findMany({
    where: { teamId: team.teamId, recordId: input.recordId },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(input.cursor ? { cursor: { id: input.cursor }, skip: 1 } : {}),
    select: {
      id: true,
      createdAt: true,
      outcome: true,
      reason: true,
      hostUserName: true,
      user: { select: { name: true } },
      version: { select: { name: true, icon: true, colour: true } },
    },
  })
  const launches = rows
    .slice(0, pageSize)
    .map(({ hostUserName, user, ...launch }) => ({ ...launch, user: { name: hostUserName ?? user.name } }))
  return { launches, nextCursor: rows.length > pageSize ? launches.at(-1)?.id : undefined }
}
