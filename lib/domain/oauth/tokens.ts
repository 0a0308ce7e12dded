import { createHash } from 'node:crypto'
import type { TeamActor } from '@/lib/auth/permissions'
import { hasPermission } from '@/lib/auth/permissions'
import { findTeamActor } from '@/lib/domain/accounts/team-actors'
import { recordAudit } from '@/lib/domain/audit/events'
import { connectInstallation, endConnection } from '@/lib/domain/installations/connection'
import { visibleTo } from '@/lib/domain/installations/installations'
import { hashToken, newId } from '@/lib/ids'
import type { Tx } from '@/lib/server/db'

export const accessSeconds = 60 * 60
const refreshDays = 90
const retrySeconds = 30

/** What a code or a refresh token gives, when it may be spent. */
export type Spendable = {
  installationId: string
  teamId: string
  widgetId: string
  userId: string
  scopes: string[]
}

/** The tokens that a client gets, as it gets them. */
type IssuedTokens = { accessToken: string; refreshToken: string; scopes: string[] }

/** The answer that connects has the installation's secret and ids beside the tokens. */
export type ConnectedAnswer = { secret: string; integration_id: string; tenant_id: string }

/**
 * A code that this client may exchange now. A code that comes a second time ends what it gave: one of the two callers who had it is
 * not the client. Everything of an installation is spent under its row's lock, so that one of many concurrent calls is first.
 */
export async function findCode(
  tx: Tx,
  input: {
    code: string
    clientId: string
    isAuthenticated: boolean
    /** Of PKCE, and the address that the code was sent to, as the client says them. */
    verifier: string | undefined
    redirectUri: string | undefined
  },
  now: Date,
): Promise<(Spendable & { codeHash: string; challenge: string | null; redirectUri: string }) | undefined> {
  const codeHash = hashToken(input.code)
  const found = await tx.oAuthCode.findFirst({
    where: { codeHash, clientId: input.clientId },
    select: { installationId: true },
  })
  if (!found) return undefined
  const installation = await lockInstallation(tx, found.installationId)
  const code = await tx.oAuthCode.findUniqueOrThrow({ where: { codeHash } })
  if (code.spentAt) {
    const isProven = input.isAuthenticated || code.challenge !== null
    // A callback that was loaded again comes from the very client that has the tokens: nothing is stolen.
    const isReload =
      isWithinRetry(code.spentAt, now) && code.challenge !== null && isProof(code, input.verifier)
    if (isProven && code.grantId && !isReload)
      await endReusedCode(tx, { ...installation, grantId: code.grantId, now })
    return undefined
  }
  if (code.expiresAt <= now || !isProof(code, input.verifier)) return undefined
  const { challenge, redirectUri, userId, scopes } = code
  if (redirectUri !== input.redirectUri) return undefined
  return { ...installation, codeHash, challenge, redirectUri, userId, scopes }
}

/** RFC 7636: a client that announced a proof must send it, and no other client may. */
function isProof({ challenge }: { challenge: string | null }, verifier: string | undefined): boolean {
  if (challenge === null) return !verifier
  return verifier !== undefined && createHash('sha256').update(verifier).digest('base64url') === challenge
}

/** Within RFC 9700's window a repeat counts as a lost response, or as two workers at once. */
function isWithinRetry(spentAt: Date, now: Date): boolean {
  return now.getTime() - spentAt.getTime() < retrySeconds * 1000
}

/** Uses up a code, after its client, proof and address were checked: a refused request uses nothing up. */
export async function spendCode(tx: Tx, codeHash: string, now: Date): Promise<boolean> {
  const { count } = await tx.oAuthCode.updateMany({
    where: { codeHash, spentAt: null },
    data: { spentAt: now },
  })
  return count > 0
}

/**
 * A refresh token that this client may use now. One that was used more than 30 seconds before ends its grant; sooner it is a repeat, whose
 * client gets tokens once more.
 */
export async function findRefreshToken(
  tx: Tx,
  input: { refreshToken: string; clientId: string },
  now: Date,
): Promise<(Spendable & { tokenHash: string; grantId: string; isRepeat: boolean }) | undefined> {
  const refreshHash = hashToken(input.refreshToken)
  const found = await tx.accessToken.findFirst({
    where: { refreshHash, grant: { installation: { widget: { oauthClient: { id: input.clientId } } } } },
    select: { grant: { select: { installationId: true } } },
  })
  if (!found?.grant) return undefined
  const installation = await lockInstallation(tx, found.grant.installationId)
  const token = await tx.accessToken.findUniqueOrThrow({
    where: { refreshHash },
    select: {
      tokenHash: true,
      refreshExpiresAt: true,
      refreshedAt: true,
      revokedAt: true,
      grant: { select: { id: true, userId: true, scopes: true, revokedAt: true } },
    },
  })
  const { tokenHash, grant } = token
  if (!grant || grant.revokedAt) return undefined
  const isRepeat = token.refreshedAt !== null && isWithinRetry(token.refreshedAt, now)
  if (token.refreshedAt && !isRepeat) {
    await endReusedGrant(tx, { ...installation, grantId: grant.id, now })
    return undefined
  }
  if (token.revokedAt || !token.refreshExpiresAt || token.refreshExpiresAt <= now) return undefined
  return {
    ...installation,
    tokenHash,
    isRepeat,
    grantId: grant.id,
    userId: grant.userId,
    scopes: grant.scopes,
  }
}

/** Spends a refresh token; the access token beside it is good until its hour ends. */
export async function spendRefreshToken(tx: Tx, tokenHash: string, now: Date): Promise<boolean> {
  const { count } = await tx.accessToken.updateMany({
    where: { tokenHash, refreshedAt: null },
    data: { refreshedAt: now },
  })
  return count > 0
}

/** The member whom a code or token acts as, while they may and the widget is open to their team. */
export async function findGranter(
  tx: Tx,
  { userId, teamId, widgetId }: Spendable,
  { mustEnable }: { mustEnable: boolean },
): Promise<TeamActor | undefined> {
  const team = await findTeamActor(tx, { userId, teamId })
  if (!team || (mustEnable && !hasPermission(team, 'installation.switch'))) return undefined
  const widget = await tx.widget.findFirst({
    where: {
      id: widgetId,
      suspendedAt: null,
      ...(mustEnable ? { stoppedAt: null } : {}),
      ...visibleTo(teamId),
    },
    select: { id: true },
  })
  return widget ? team : undefined
}

/** The grant and first tokens of a code, and the connection of its installation. @throws AppError secrets_unavailable */
export async function redeemCode(
  tx: Tx,
  team: TeamActor,
  { code, tokens, now }: { code: Spendable & { codeHash: string }; tokens: IssuedTokens; now: Date },
): Promise<ConnectedAnswer> {
  const { installationId } = code
  const connection = await connectInstallation(tx, team, { installationId, now })
  const { id: grantId } = await tx.oAuthGrant.create({
    data: {
      id: newId('gra'),
      installationId,
      userId: team.userId,
      scopes: code.scopes,
      createdAt: now,
    },
    select: { id: true },
  })
  await tx.oAuthCode.update({
    where: { codeHash: code.codeHash },
    data: { grantId },
    select: { codeHash: true },
  })
  await saveTokens(tx, { ...code, grantId }, tokens, now)
  await recordAudit(tx, team, {
    action: 'grant.created',
    subject: { type: 'widget', id: code.widgetId, name: await nameOf(tx, code.widgetId) },
    teamId: team.teamId,
    data: { scopes: code.scopes },
    at: now,
  })
  return {
    secret: connection.secret,
    integration_id: connection.integrationId,
    tenant_id: connection.tenantId,
  }
}

export async function saveTokens(
  tx: Tx,
  owner: Spendable & { grantId: string },
  { accessToken, refreshToken, scopes }: IssuedTokens,
  now: Date,
): Promise<void> {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  await tx.accessToken.create({
    data: {
      tokenHash: hashToken(accessToken),
      grantId: owner.grantId,
      widgetId: owner.widgetId,
      teamId: owner.teamId,
      userId: owner.userId,
      scopes,
      createdAt: now,
      expiresAt: after(accessSeconds),
      refreshHash: hashToken(refreshToken),
      refreshExpiresAt: after(refreshDays * 24 * 60 * 60),
    },
    select: { tokenHash: true },
  })
}

/** Ends one grant and its tokens; false if it had ended already. */
export async function endGrant(
  tx: Tx,
  { grantId, reason, now }: { grantId: string; reason: string; now: Date },
): Promise<boolean> {
  const { count } = await tx.oAuthGrant.updateMany({
    where: { id: grantId, revokedAt: null },
    data: { revokedAt: now, revokeReason: reason },
  })
  await tx.accessToken.updateMany({ where: { grantId, revokedAt: null }, data: { revokedAt: now } })
  return count > 0
}

/** Locks an installation's row until the transaction ends: codes, grants and tokens of it change one after another. */
export async function lockInstallation(
  tx: Tx,
  installationId: string,
): Promise<{ installationId: string; teamId: string; widgetId: string }> {
  await tx.$queryRaw`SELECT 1 FROM "Installation" WHERE id = ${installationId} FOR UPDATE`
  const { teamId, widgetId } = await tx.installation.findUniqueOrThrow({
    where: { id: installationId },
    select: { teamId: true, widgetId: true },
  })
  return { installationId, teamId, widgetId }
}

type Reused = { installationId: string; teamId: string; widgetId: string; grantId: string; now: Date }

/** A code gave tokens and a secret: both end, and the widget has to be connected again. */
async function endReusedCode(tx: Tx, reused: Reused): Promise<void> {
  const { installationId, grantId, now } = reused
  if (!(await endGrant(tx, { grantId, reason: 'Its authorization code was used twice', now }))) return
  await endConnection(tx, { installationId, reason: 'An authorization code was used twice', now })
  await recordReuse(tx, reused, { token: 'code', disconnected: true })
}

async function endReusedGrant(tx: Tx, reused: Reused): Promise<void> {
  const { grantId, now } = reused
  if (await endGrant(tx, { grantId, reason: 'A refresh token was used twice', now }))
    await recordReuse(tx, reused, { token: 'refresh token', disconnected: false })
}

async function recordReuse(
  tx: Tx,
  { teamId, widgetId, now }: Reused,
  data: { token: string; disconnected: boolean },
): Promise<void> {
  await recordAudit(
    tx,
    { kind: 'system' },
    {
      action: 'grant.reuse_detected',
      subject: { type: 'widget', id: widgetId, name: await nameOf(tx, widgetId) },
      teamId,
      data,
      at: now,
    },
  )
}

export async function nameOf(tx: Tx, widgetId: string): Promise<string> {
  const widget = await tx.widget.findUniqueOrThrow({
    where: { id: widgetId },
    select: { servingVersion: { select: { name: true } }, workingVersion: { select: { name: true } } },
  })
  return (widget.servingVersion ?? widget.workingVersion)?.name ?? widgetId
}
