import { type Actor, type EmbeddedActor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { findTeamActor } from '@/lib/domain/accounts/team-actors'
import { recordAudit } from '@/lib/domain/audit/events'
import type { CreateEmbedSessionInput } from '@/lib/domain/embed/embed.schema'
import { AppError, notFound } from '@/lib/errors'
import { hashToken, newId, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, pool } from '@/lib/server/db'
import { env } from '@/lib/server/env'

const tokenPrefix = 'fg_embed_'
const pageSize = 50
const testSessionSeconds = 300

type StartedSession = { id: string; token: string; expiresAt: string }

/**
 * Lets one user of the team's CRM open tabs there for a while. The token is only in this answer. Like launches, sessions are not in the audit
 * log: their rows say who and when.
 * @param apiKeyId of the key that asks; its end is the session's too
 * @throws AppError wrong_state before the team says which origins may embed
 */
export async function createEmbedSession(
  actor: Actor,
  input: CreateEmbedSessionInput,
  apiKeyId: string | null = null,
  now = databaseNow(),
): Promise<StartedSession> {
  return startSession(requireTeam(actor, 'embed.manage'), { ...input, apiKeyId }, now)
}

/**
 * A short session for the admin themself, on the portal's own test page and in no other page: a CRM's page can't use its token, and the test
 * page none of the CRM's.
 * @throws AppError wrong_state as `createEmbedSession`
 */
export async function createTestSession(actor: Actor, now = databaseNow()): Promise<StartedSession> {
  const team = requireTeam(actor, 'embed.manage')
  const { userId: id, email, name } = team
  const input = { user: { id, email, name }, expiresInSeconds: testSessionSeconds, apiKeyId: null }
  return startSession(team, { ...input, origins: [env().PORTAL_ORIGIN] }, now)
}

async function startSession(
  { teamId, userId }: TeamActor,
  input: CreateEmbedSessionInput & { apiKeyId: string | null; origins?: string[] },
  now: Date,
): Promise<StartedSession> {
  const email = input.user.email.toLowerCase()
  const [embed, member] = await Promise.all([
    db().embed.findUnique({ where: { teamId }, select: { id: true, origins: true } }),
    db().user.findFirst({ where: { email, teamId, removedAt: null }, select: { id: true } }),
  ])
  if (!embed || embed.origins.length === 0)
    throw new AppError(
      'wrong_state',
      'No origin may embed this team’s tabs yet. Set the embed’s origins first.',
    )
  const id = newId('ems')
  const token = `${tokenPrefix}${newToken()}`
  const expiresAt = new Date(now.getTime() + input.expiresInSeconds * 1000)
  await db().embedSession.create({
    data: {
      id,
      embedId: embed.id,
      tokenHash: hashToken(token),
      origins: input.origins ?? embed.origins,
      hostUserId: input.user.id,
      hostUserEmail: input.user.email,
      hostUserName: input.user.name ?? input.user.email,
      memberId: member?.id ?? null,
      createdById: userId,
      apiKeyId: input.apiKeyId,
      createdAt: now,
      expiresAt,
    },
    select: { id: true },
  })
  return { id, token, expiresAt: expiresAt.toISOString() }
}

/** Ends a session at once; one that ended already stays as it is. @throws AppError not_found, also for another team's */
export async function revokeEmbedSession(
  actor: Actor,
  input: { sessionId: string },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'embed.manage')
  const { teamId } = team
  await inTransaction(async (tx) => {
    const where = { id: input.sessionId, embed: { teamId } }
    const found = await tx.embedSession.findFirst({ where, select: { embedId: true, hostUserName: true } })
    if (!found) throw notFound('session')
    const { count } = await tx.embedSession.updateMany({
      where: { ...where, revokedAt: null, expiresAt: { gt: now } },
      data: { revokedAt: now },
    })
    if (count === 0) return
    await recordAudit(tx, team, {
      action: 'embed.session_revoked',
      subject: { type: 'embed', id: found.embedId, name: 'Embedding' },
      teamId,
      data: { user: found.hostUserName, session: input.sessionId },
      at: now,
    })
  })
}

/** The sessions that work now, the newest first. */
export async function listEmbedSessions(
  actor: Actor,
  input: { cursor?: string | undefined } = {},
  now = databaseNow(),
) {
  const { teamId } = requireTeam(actor, 'embed.manage')
  const rows = await db().embedSession.findMany({
    where: {
      embed: { teamId },
      revokedAt: null,
      expiresAt: { gt: now },
      OR: [{ apiKeyId: null }, { apiKey: { revokedAt: null } }],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(input.cursor ? { cursor: { id: input.cursor }, skip: 1 } : {}),
    select: {
      id: true,
      hostUserId: true,
      hostUserEmail: true,
      hostUserName: true,
      memberId: true,
      createdAt: true,
      expiresAt: true,
    },
  })
  const sessions = rows.slice(0, pageSize)
  return { sessions, nextCursor: rows.length > pageSize ? sessions.at(-1)?.id : undefined }
}

type SessionRow = Pick<EmbeddedActor, 'sessionId' | 'embedId' | 'teamId' | 'organisation' | 'expiresAt'> & {
  hostUserId: string
  hostUserEmail: string
  hostUserName: string
  memberId: string | null
  startedById: string
  origins: string[]
  embedOrigins: string[]
}

/**
 * Whose token this is, for a page of `origin`; undefined for one that is unknown, expired or revoked, and once its key, the member who let it
 * begin or the member that it stands for is gone. Nor does it work for an origin that the embed did not have then, or has no more.
 */
export async function readEmbedToken(
  token: string,
  origin: string,
  now = databaseNow(),
): Promise<EmbeddedActor | undefined> {
  if (!/^fg_embed_[A-Za-z0-9_-]{43}$/.test(token)) return undefined
  const { rows } = await pool().query<SessionRow>({
    name: 'embed-session',
    text: `SELECT s."id" AS "sessionId", s."embedId", e."teamId", t."name" AS "organisation", s."expiresAt", s."hostUserId",
        s."hostUserEmail", s."hostUserName", s."memberId", u."id" AS "startedById", s."origins", e."origins" AS "embedOrigins"
      FROM "EmbedSession" s JOIN "Embed" e ON e."id" = s."embedId" JOIN "Team" t ON t."id" = e."teamId"
        LEFT JOIN "ApiKey" k ON k."id" = s."apiKeyId"
        JOIN "User" u ON u."id" = coalesce(k."createdById", s."createdById")
      WHERE s."tokenHash" = $1 AND s."expiresAt" > $2 AND s."revokedAt" IS NULL AND k."revokedAt" IS NULL
        AND u."removedAt" IS NULL AND u."role" = 'admin' AND u."teamId" = e."teamId"`,
    values: [hashToken(token), now],
  })
  const [row] = rows
  if (!row) return undefined
  const { hostUserId, hostUserEmail, hostUserName, memberId, embedOrigins, ...session } = row
  // The portal's own is only in a session of its test page.
  const allowed = embedOrigins.length > 0 ? [...embedOrigins, env().PORTAL_ORIGIN] : []
  const origins = session.origins.filter((each) => allowed.includes(each))
  if (!origins.includes(origin)) return undefined
  const member = memberId ? await findTeamActor(db(), { userId: memberId, teamId: row.teamId }) : null
  if (member === undefined) return undefined
  const user = { id: hostUserId, email: hostUserEmail, name: hostUserName }
  return { ...session, kind: 'embedded', user, member, origins, host: origin }
}

/** How long a session lasts from now. */
export function readSecondsLeft({ expiresAt }: EmbeddedActor, now = databaseNow()): number {
  return Math.max(0, (expiresAt.getTime() - now.getTime()) / 1000)
}
