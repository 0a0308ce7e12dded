import { type Actor, requirePartner, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { effectiveVersion } from '@/lib/domain/installations'
import { buildContext } from '@/lib/domain/launch-context'
import type { OpenLaunchInput, SettleLaunchInput } from '@/lib/domain/launches.schema'
import { noteSigned, openSecret } from '@/lib/domain/secrets'
import type { Placement } from '@/lib/domain/widget-settings.schema'
import { AppError, notFound } from '@/lib/errors'
import { isUuid, newId } from '@/lib/ids'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { type SureSendContext, signSureSend } from '@/lib/protocols/sure-send'
import { db } from '@/lib/server/db'
import { gather } from '@/lib/server/gather'
import type { Prisma } from '@/lib/server/prisma/client'

const pageSize = 50

/**
 * Opens a widget for one record: checks switch, status and ownership at this moment, signs, and keeps a row of the launch.
 * @throws AppError not_found, widget_suspended, widget_stopped, secrets_unavailable
 */
export async function openLaunch(actor: Actor, input: OpenLaunchInput, now = new Date()) {
  const team = requireTeam(actor, 'launch.open')
  const startedAt = performance.now()
  const { widgetId, version } = await findOpenable(team, input)
  const context = await buildContext(team, input.placement, input.record, now)
  const { launchId, request } = await signLaunch(
    team,
    { widgetId, version, placement: input.placement, recordId: input.record, context },
    now,
  )
  return {
    launchId,
    name: version.name,
    request,
    origins: [new URL(version.url).origin, ...version.furtherOrigins],
    allow: version.allow,
    signedAt: now.toISOString(),
    signMs: Math.round(performance.now() - startedAt),
  }
}

/** The version that opens for this team in this placement now. @throws AppError not_found, widget_suspended, widget_stopped */
export async function findOpenable(team: TeamActor, input: { widgetId: string; placement: Placement }) {
  const row = await db().placementSwitch.findUnique({
    where: {
      teamId_placement_widgetId: {
        teamId: team.teamId,
        placement: input.placement,
        widgetId: input.widgetId,
      },
      enabled: true,
    },
    select: {
      widget: {
        select: {
          id: true,
          testTeamId: true,
          testState: true,
          suspendedAt: true,
          stoppedAt: true,
          servingVersion: { select: launchFields },
          workingVersion: { select: launchFields },
        },
      },
    },
  })
  const version = row ? effectiveVersion(row.widget, team.teamId) : null
  if (!row || !version?.placements.includes(input.placement)) throw notFound('widget')
  if (row.widget.suspendedAt)
    throw new AppError('widget_suspended', `${version.name} is suspended by platform review.`)
  if (row.widget.stoppedAt)
    throw new AppError('widget_stopped', `${version.name} was stopped by its partner.`)
  return { widgetId: row.widget.id, version }
}

type SignInput = {
  widgetId: string
  version: { id: string; url: string }
  placement: Placement
  recordId: string | null
  context: SureSendContext
}

/** Signs and keeps a row of the launch. @throws AppError secrets_unavailable */
export async function signLaunch(
  team: TeamActor,
  { widgetId, version, placement, recordId, context }: SignInput,
  now: Date,
): Promise<{ launchId: string; request: SignedRequest }> {
  const secret = await openSecret(db(), widgetId, 'active')
  const request = signSureSend({ url: version.url, context, secret: secret.secret })
  await noteSigned(db(), secret, now)
  const launchId = newId('lch')
  await writeLaunch({
    id: launchId,
    widgetId,
    versionId: version.id,
    teamId: team.teamId,
    userId: team.userId,
    placement,
    recordId,
    secretVersion: secret.version,
    fingerprint: secret.fingerprint,
    createdAt: now,
  })
  return { launchId, request }
}

/** Launches that are made at the same time share a statement and its commit. */
const writeLaunch = gather((data: Prisma.LaunchCreateManyInput[]) => db().launch.createMany({ data }))

/** Keeps how a launch ended, as the stage saw it. Only the member who opened it may say so; the first word counts. */
export async function settleLaunch(actor: Actor, input: SettleLaunchInput, now = new Date()): Promise<void> {
  const team = requireTeam(actor, 'launch.open')
  const own = { id: input.launchId, teamId: team.teamId, userId: team.userId }
  const { count } = await db().launch.updateMany({
    where: { ...own, outcome: 'opened' },
    data: { outcome: input.outcome, reason: input.reason ?? null, settledAt: now },
  })
  if (count === 0 && !(await db().launch.findFirst({ where: own, select: { id: true } })))
    throw notFound('launch')
}

/** A partner's launches of one widget, newest first. Whose record it was stays with the team. */
export async function listWidgetLaunches(
  actor: Actor,
  input: { widgetId: string; cursor?: string | undefined },
) {
  const partner = requirePartner(actor, 'widget.read')
  const owned = await db().widget.findFirst({
    where: { id: input.widgetId, partnerId: partner.partnerId },
    select: { id: true },
  })
  if (!owned) throw notFound('widget')
  const rows = await db().launch.findMany({
    where: { widgetId: owned.id },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(input.cursor ? { cursor: { id: input.cursor }, skip: 1 } : {}),
    select: {
      id: true,
      createdAt: true,
      placement: true,
      outcome: true,
      reason: true,
      secretVersion: true,
      fingerprint: true,
      version: { select: { number: true } },
      team: { select: { name: true } },
    },
  })
  const launches = rows.slice(0, pageSize)
  return { launches, nextCursor: rows.length > pageSize ? launches.at(-1)?.id : undefined }
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
      user: { select: { name: true } },
      version: { select: { name: true, icon: true, colour: true } },
    },
  })
  const launches = rows.slice(0, pageSize)
  return { launches, nextCursor: rows.length > pageSize ? launches.at(-1)?.id : undefined }
}

const launchFields = {
  id: true,
  name: true,
  url: true,
  furtherOrigins: true,
  placements: true,
  allow: true,
} as const
