import type { TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { endAccess, findVisibleWidget } from '@/lib/domain/installations/state'
import { newSecretText } from '@/lib/domain/secrets/formats'
import { begin, readSeries, revokeAll } from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { notFound } from '@/lib/errors'
import type { Tx } from '@/lib/server/db'

/** What connects a partner with one installation: the secret of its launches, and the ids by which the partner finds it. */
export type Connection = { secret: string; integrationId: string; tenantId: string }

/**
 * Connects an installation: a new secret signs from now on; the previous one is revoked, and so is everything an earlier connection gave
 * its partner. Only this response contains the secret. @throws AppError not_found, secrets_unavailable
 */
export async function connectInstallation(
  tx: Tx,
  team: TeamActor,
  { installationId, now }: { installationId: string; now: Date },
): Promise<Connection> {
  const [connected] = await tx.installation.updateManyAndReturn({
    where: { id: installationId, teamId: team.teamId, uninstalledAt: null },
    data: { connectedAt: now, connectedById: team.userId, enablingAt: null },
    select: { widgetId: true },
  })
  if (!connected) throw notFound('installation')
  const widget = await findVisibleWidget(tx, team, connected.widgetId)
  await endAccess(tx, { installationId, reason: 'The widget was reconnected', now })
  const owner = { tx, policy: secretPolicies.installation, ownerId: installationId, now }
  await revokeAll(owner)
  const series = await readSeries({ ...owner, createdById: team.userId })
  const { secret, version, fingerprint } = await begin(series, newSecretText(widget.protocol))
  await recordAudit(tx, team, {
    action: 'installation.connected',
    subject: { type: 'widget', id: widget.id, name: widget.version.name },
    teamId: team.teamId,
    data: { version, fingerprint },
    at: now,
  })
  return { secret, integrationId: widget.id, tenantId: team.teamId }
}

/** Takes back all that a connection gave: its secret, grants and tokens. The switches stay for the next one. */
export async function endConnection(
  tx: Tx,
  { installationId, reason, now }: { installationId: string; reason: string; now: Date },
): Promise<void> {
  await tx.installation.updateMany({
    where: { id: installationId },
    data: { connectedAt: null, connectedById: null },
  })
  await revokeAll({ tx, policy: secretPolicies.installation, ownerId: installationId, now })
  await endAccess(tx, { installationId, reason, now })
}
