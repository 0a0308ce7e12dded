import { createHash } from 'node:crypto'
import { type Actor, type MemberActor, requirePermission } from '@/lib/auth/permissions'
import type { CreateApiKeyInput } from '@/lib/domain/accounts/api-keys.schema'
import { organisationOf, ownOrganisation } from '@/lib/domain/accounts/organisation'
import { recordAudit } from '@/lib/domain/audit/events'
import { AppError, notFound } from '@/lib/errors'
import { newId, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, pool } from '@/lib/server/db'

const keysMax = 50

/** As whom the keys of an organisation act: a partner's never as an owner, because only owners manage members. */
const roleOfKeys = { partner: 'developer', team: 'admin', reviewer: 'reviewer' } as const

/** Creates a key for the actor's organisation. It is shown only once; the database keeps its hash. */
export async function createApiKey(
  actor: Actor,
  input: CreateApiKeyInput,
  now = databaseNow(),
): Promise<{ apiKeyId: string; key: string }> {
  const member = requirePermission(actor, 'api_key.manage')
  const key = `fg_${member.kind}_${newToken()}`
  return inTransaction(async (tx) => {
    const own = ownOrganisation(member)
    if ((await tx.apiKey.count({ where: { ...own, revokedAt: null } })) >= keysMax)
      throw new AppError('conflict', `An organisation has at most ${keysMax} API keys. Revoke one first.`)
    const { id: apiKeyId } = await tx.apiKey.create({
      data: {
        id: newId('key'),
        ...own,
        role: roleOfKeys[member.kind],
        name: input.name,
        prefix: key.slice(0, key.length - 36),
        keyHash: hashKey(key),
        createdById: member.userId,
        createdAt: now,
      },
      select: { id: true },
    })
    const subject = { type: 'api_key', id: apiKeyId, name: input.name } as const
    await recordAudit(tx, member, { action: 'api_key.created', subject, ...organisationOf(own), at: now })
    return { apiKeyId, key }
  })
}

/** The organisation's keys, the newest first; never a key. */
export async function listApiKeys(actor: Actor) {
  const member = requirePermission(actor, 'api_key.manage')
  return db().apiKey.findMany({
    where: ownOrganisation(member),
    orderBy: [{ revokedAt: { sort: 'asc', nulls: 'first' } }, { createdAt: 'desc' }, { id: 'asc' }],
    take: 100,
    select: {
      id: true,
      name: true,
      prefix: true,
      createdAt: true,
      lastUsedAt: true,
      revokedAt: true,
      createdBy: { select: { name: true } },
    },
  })
}

/** Ends a key at once. @throws AppError not_found, also for another organisation's */
export async function revokeApiKey(
  actor: Actor,
  input: { apiKeyId: string },
  now = databaseNow(),
): Promise<void> {
  const member = requirePermission(actor, 'api_key.manage')
  const own = ownOrganisation(member)
  await inTransaction(async (tx) => {
    const where = { id: input.apiKeyId, ...own }
    const [revoked] = await tx.apiKey.updateManyAndReturn({
      where: { ...where, revokedAt: null },
      data: { revokedAt: now },
      select: { id: true, name: true },
    })
    if (!revoked) {
      if (await tx.apiKey.findFirst({ where, select: { id: true } })) return
      throw notFound('API key')
    }
    const subject = { type: 'api_key', id: revoked.id, name: revoked.name } as const
    await recordAudit(tx, member, { action: 'api_key.revoked', subject, ...organisationOf(own), at: now })
  })
}

type KeyRow = {
  id: string
  role: string
  name: string
  lastUsedAt: Date | null
  createdById: string
  partnerId: string | null
  teamId: string | null
  partnerName: string | null
  teamName: string | null
}

/** Whether a key works now. Checking it does not count as using it. */
export async function isLiveApiKey(key: string): Promise<boolean> {
  return (await findLiveKey(key)) !== undefined
}

/** A key's row, unless it is unknown or revoked, or its maker was removed or may make none any more. */
async function findLiveKey(key: string): Promise<KeyRow | undefined> {
  if (!/^fg_(partner|team|reviewer)_[A-Za-z0-9_-]{43}$/.test(key)) return undefined
  const { rows } = await pool().query<KeyRow>({
    name: 'api-key',
    text: `SELECT k."id", k."role"::text, k."name", k."lastUsedAt", k."createdById", k."partnerId", k."teamId",
        p."name" AS "partnerName", t."name" AS "teamName"
      FROM "ApiKey" k JOIN "User" u ON u."id" = k."createdById"
        LEFT JOIN "Partner" p ON p."id" = k."partnerId" LEFT JOIN "Team" t ON t."id" = k."teamId"
      WHERE k."keyHash" = $1 AND k."revokedAt" IS NULL AND u."removedAt" IS NULL
        AND u."role" = ANY ('{owner,admin,reviewer}') AND u."partnerId" IS NOT DISTINCT FROM k."partnerId"
        AND u."teamId" IS NOT DISTINCT FROM k."teamId"`,
    values: [hashKey(key)],
  })
  return rows[0]
}

/** Who a live key acts as. Its last use is noted once a minute. */
export async function readApiKey(
  key: string,
  now = databaseNow(),
): Promise<{ apiKeyId: string; actor: MemberActor } | undefined> {
  const row = await findLiveKey(key)
  if (!row) return undefined
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > 60_000)
    await db().apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } })
  const person = { userId: row.createdById, email: '', name: `API key ${row.name}`, singleKeys: false }
  const { teamId, partnerId, teamName, partnerName } = row
  if (teamId && teamName !== null)
    return {
      apiKeyId: row.id,
      actor: { ...person, kind: 'team', role: 'admin', teamId, organisation: teamName, mayInstall: false },
    }
  if (partnerId && partnerName !== null)
    return {
      apiKeyId: row.id,
      actor: { ...person, kind: 'partner', role: 'developer', partnerId, organisation: partnerName },
    }
  // By the role that was written: a key that lost its organisation is nobody's.
  if (row.role !== 'reviewer' || teamId || partnerId) return undefined
  return {
    apiKeyId: row.id,
    actor: { ...person, kind: 'reviewer', role: 'reviewer', organisation: 'Platform review' },
  }
}

/** 32 random bytes need no slow hash: nobody guesses them. */
function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
