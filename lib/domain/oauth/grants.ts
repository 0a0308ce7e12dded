import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { findVisibleWidget } from '@/lib/domain/installations/state'
import { isScope } from '@/lib/domain/oauth/oauth.schema'
import { endGrant, lockInstallation } from '@/lib/domain/oauth/tokens'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'

const grantsShown = 50

/** What members of the team agreed to give a widget's partner, the newest first. @throws AppError not_found */
export async function listGrants(actor: Actor, input: { widgetId: string }) {
  const team = requireTeam(actor, 'installation.read')
  const widget = await findVisibleWidget(db(), team, input.widgetId)
  const rows = await db().oAuthGrant.findMany({
    where: { installation: { widgetId: widget.id, teamId: team.teamId } },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: grantsShown,
    select: {
      id: true,
      scopes: true,
      createdAt: true,
      revokedAt: true,
      revokeReason: true,
      user: { select: { name: true, removedAt: true } },
      tokens: {
        where: { lastUsedAt: { not: null } },
        orderBy: { lastUsedAt: 'desc' },
        take: 1,
        select: { lastUsedAt: true },
      },
    },
  })
  return rows.map(({ tokens, user, scopes, ...row }) => ({
    ...row,
    scopes: scopes.filter(isScope),
    by: user.name,
    isFormerMember: user.removedAt !== null,
    lastUsedAt: tokens[0]?.lastUsedAt ?? null,
  }))
}

/**
 * Ends a grant: its tokens stop at once. The widget stays connected: its launches are signed by the installation's secret, which ends
 * when it is uninstalled or connected again. @throws AppError not_found, also for another team's
 */
export async function revokeGrant(
  actor: Actor,
  input: { widgetId: string; grantId: string },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'installation.manage')
  await inTransaction(async (tx) => {
    const widget = await findVisibleWidget(tx, team, input.widgetId)
    const grant = await tx.oAuthGrant.findFirst({
      where: { id: input.grantId, installation: { widgetId: widget.id, teamId: team.teamId } },
      select: { id: true, scopes: true, installationId: true },
    })
    if (!grant) throw notFound('grant')
    await lockInstallation(tx, grant.installationId)
    if (!(await endGrant(tx, { grantId: grant.id, reason: `Revoked by ${team.name}`, now }))) return
    await recordAudit(tx, team, {
      action: 'grant.revoked',
      subject: { type: 'widget', id: widget.id, name: widget.version.name },
      teamId: team.teamId,
      data: { scopes: grant.scopes },
      at: now,
    })
  })
}
