import { recordAudit } from '@/lib/domain/audit/events'
import type { TokenAnswer, TokenForm } from '@/lib/domain/oauth/token'
import { endGrant, lockInstallation, nameOf } from '@/lib/domain/oauth/tokens'
import { isClientSecret } from '@/lib/domain/widgets/oauth-client'
import { hashToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

/**
 * Answers a revocation (RFC 7009): a refresh token ends its grant, an access token itself. A token that is unknown, ended or another
 * client's is answered alike, and nothing happens. @throws AppError rate_limited
 */
export async function answerRevocation(form: TokenForm, now = databaseNow()): Promise<TokenAnswer> {
  const client = await db().oAuthClient.findUnique({
    where: { id: form.client_id ?? '' },
    select: { id: true, secretHash: true },
  })
  if (!client || !isClientSecret(form.client_secret ?? '', client.secretHash))
    return { status: 401, body: { error: 'invalid_client', error_description: 'Authenticate the client.' } }
  await consumeLimit('oauth_client', client.id)
  const { token } = form
  if (!token)
    return {
      status: 400,
      body: { error: 'invalid_request', error_description: 'Missing parameter: `token`' },
    }
  await inTransaction((tx) => revokeToken(tx, { clientId: client.id, tokenHash: hashToken(token), now }))
  return { status: 200, body: {} }
}

async function revokeToken(
  tx: Tx,
  { clientId, tokenHash, now }: { clientId: string; tokenHash: string; now: Date },
): Promise<void> {
  const row = await tx.accessToken.findFirst({
    where: {
      OR: [{ tokenHash }, { refreshHash: tokenHash }],
      grant: { installation: { widget: { oauthClient: { id: clientId } } } },
    },
    select: { tokenHash: true, grant: { select: { id: true, installationId: true } } },
  })
  if (!row?.grant) return
  if (row.tokenHash === tokenHash) {
    await tx.accessToken.updateMany({ where: { tokenHash, revokedAt: null }, data: { revokedAt: now } })
    return
  }
  const { teamId, widgetId } = await lockInstallation(tx, row.grant.installationId)
  if (!(await endGrant(tx, { grantId: row.grant.id, reason: 'Revoked by the partner', now }))) return
  await recordAudit(
    tx,
    { kind: 'system' },
    {
      action: 'grant.revoked',
      subject: { type: 'widget', id: widgetId, name: await nameOf(tx, widgetId) },
      teamId,
      data: { by: 'partner' },
      at: now,
    },
  )
}
