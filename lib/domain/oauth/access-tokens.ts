import type { TeamActor } from '@/lib/auth/permissions'
import { findTeamActor } from '@/lib/domain/accounts/team-actors'
import { visibleTo } from '@/lib/domain/installations/installations'
import { isRegistered } from '@/lib/domain/installations/registrations'
import { isScope, type Scope } from '@/lib/domain/oauth/oauth.schema'
import { notFound } from '@/lib/errors'
import { hashToken, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

const launchTokenSeconds = 15 * 60

/** What a marketplace launch may do at the API. */
const launchScopes: readonly Scope[] = ['profile', 'people:read', 'companies:read']

/** What a token currently gives access to. */
export type ReadToken = {
  actor: TeamActor
  scopes: Scope[]
  widgetId: string
  locationId: string | undefined
  /** Identifies the caller across tokens: for limits and idempotency. */
  callerId: string
}

/**
 * Who a token acts as, or undefined for one that is unknown, ended or revoked, whose member was removed, or whose widget is suspended
 * or no longer the team's to see. A launch's token also ends when what its launch needed does, and reads only its record. Its last use is noted once a minute.
 */
export async function readAccessToken(token: string, now = databaseNow()): Promise<ReadToken | undefined> {
  if (!/^fga_[A-Za-z0-9_-]{43}$/.test(token)) return undefined
  const tokenHash = hashToken(token)
  const row = await db().accessToken.findFirst({
    where: {
      tokenHash,
      revokedAt: null,
      expiresAt: { gt: now },
      OR: [{ grantId: null }, { grant: { revokedAt: null } }],
    },
    select: {
      grantId: true,
      widgetId: true,
      teamId: true,
      userId: true,
      locationId: true,
      placement: true,
      recordId: true,
      scopes: true,
      lastUsedAt: true,
    },
  })
  if (!row) return undefined
  const isOfLaunch = row.grantId === null
  const [actor, widget, isStillRegistered] = await Promise.all([
    findTeamActor(db(), row),
    db().widget.findFirst({
      where: {
        id: row.widgetId,
        suspendedAt: null,
        AND: [visibleTo(row.teamId), isOfLaunch ? whereOpening(row) : {}],
      },
      select: { id: true },
    }),
    !isOfLaunch ||
      isRegistered(db(), {
        widgetId: row.widgetId,
        teamId: row.teamId,
        userId: row.userId,
        locationId: row.locationId ?? '',
      }),
  ])
  if (!actor || !widget || !isStillRegistered) return undefined
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > 60_000)
    await db().accessToken.updateMany({ where: { tokenHash }, data: { lastUsedAt: now } })
  return {
    actor: isOfLaunch ? { ...actor, onlyRecordId: row.recordId } : actor,
    scopes: row.scopes.filter(isScope),
    widgetId: row.widgetId,
    locationId: row.locationId ?? undefined,
    callerId: row.grantId ?? tokenHash,
  }
}

/** A launch's token needs at each use what its launch needed: the switch on, and nobody who stopped the widget. */
function whereOpening({
  teamId,
  placement,
}: {
  teamId: string
  placement: string | null
}): Prisma.WidgetWhereInput {
  return { stoppedAt: null, switches: { some: { teamId, placement: placement ?? '', enabled: true } } }
}

/**
 * A token opens launches only of its own widget: another widget's would let its partner act as anyone at that widget's server.
 * @throws AppError not_found
 */
export function requireOwnWidget(token: Pick<ReadToken, 'widgetId'> | undefined, widgetId: string): void {
  if (token && token.widgetId !== widgetId) throw notFound('widget')
}

/** The row of a launch's token. */
export type LaunchToken = {
  tokenHash: string
  widgetId: string
  teamId: string
  userId: string
  locationId: string
  placement: string
  /** What it reads; none for a launch without a record. */
  recordId: string | null
  scopes: Scope[]
  createdAt: Date
  expiresAt: Date
}

/**
 * A token for one marketplace launch: 15 minutes, for its member and location, and nothing that renews it. It opens something once its
 * row is written, which is with the launch's.
 */
export function newLaunchToken(
  input: Pick<LaunchToken, 'widgetId' | 'teamId' | 'userId' | 'locationId' | 'placement' | 'recordId'>,
  now: Date,
): { token: string; row: LaunchToken } {
  const token = newAccessToken()
  const expiresAt = new Date(now.getTime() + launchTokenSeconds * 1000)
  const row = { ...input, tokenHash: hashToken(token), scopes: [...launchScopes], createdAt: now, expiresAt }
  return { token, row }
}

export function newAccessToken(): string {
  return `fga_${newToken()}`
}

export function newRefreshToken(): string {
  return `fgr_${newToken()}`
}
