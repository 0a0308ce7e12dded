import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { endRegistrations, lockRegistrations } from '@/lib/domain/installations/change-registrations'
import { effectiveVersion, visibleTo } from '@/lib/domain/installations/installations'
import { revokeAll } from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { versionFields } from '@/lib/domain/versions/content'
import { hashVersion } from '@/lib/domain/versions/hash'
import { AppError, notFound } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Reader, type Tx } from '@/lib/server/db'

/** A widget as its team's settings show it, with how it is installed. @throws AppError not_found */
export async function getInstallation(actor: Actor, input: { widgetId: string }) {
  const team = requireTeam(actor, 'installation.read')
  const widget = await findVisibleWidget(db(), team, input.widgetId)
  const installation = await db().installation.findUnique({
    where: { teamId_widgetId: { teamId: team.teamId, widgetId: widget.id } },
    select: {
      id: true,
      installedAt: true,
      enablingAt: true,
      connectedAt: true,
      uninstalledAt: true,
      installedBy: { select: { name: true } },
      connectedBy: { select: { name: true } },
      _count: { select: { secrets: { where: { state: 'active' } } } },
    },
  })
  if (installation?.uninstalledAt !== null) return { widget, installation: undefined }
  const { _count, ...state } = installation
  return { widget, installation: { ...state, hasSecret: _count.secrets > 0 } }
}

/** Installs a widget for the team; installing again changes nothing. @throws AppError not_found, widget_suspended, widget_stopped */
export async function installWidget(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<{ installationId: string }> {
  const team = requireTeam(actor, 'installation.switch')
  return inTransaction(async (tx) => ({
    installationId: await ensureInstalled(tx, team, input.widgetId, now),
  }))
}

/** The installation of a widget, made if it is not there: every later step starts here. */
export async function ensureInstalled(tx: Tx, team: TeamActor, widgetId: string, now: Date): Promise<string> {
  const widget = await findVisibleWidget(tx, team, widgetId)
  if (widget.suspendedAt)
    throw new AppError('widget_suspended', `${widget.version.name} is suspended by platform review.`)
  if (widget.stoppedAt)
    throw new AppError('widget_stopped', `${widget.version.name} was disabled by its partner.`)
  const key = { teamId: team.teamId, widgetId: widget.id }
  const installedBy = { installedById: team.userId, installedAt: now }
  const created = await tx.installation.createMany({
    data: [{ id: newId('ins'), ...key, ...installedBy }],
    skipDuplicates: true,
  })
  const revived = await tx.installation.updateMany({
    where: { ...key, uninstalledAt: { not: null } },
    data: { ...installedBy, uninstalledAt: null, enablingAt: null, connectedAt: null, connectedById: null },
  })
  if (created.count + revived.count > 0) {
    await recordAudit(tx, team, {
      action: 'installation.installed',
      subject: { type: 'widget', id: widget.id, name: widget.version.name },
      teamId: team.teamId,
      at: now,
    })
  }
  const { id } = await tx.installation.findUniqueOrThrow({
    where: { teamId_widgetId: key },
    select: { id: true },
  })
  return id
}

/**
 * Removes a widget from the team: its switches go off, its secrets and whatever its partner was given end at once, and its
 * registrations with a postback each.
 * @throws AppError not_found when it is not installed
 */
export async function uninstallWidget(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'installation.switch')
  await inTransaction(async (tx) => {
    await lockRegistrations(tx, team.teamId)
    const widget = await findVisibleWidget(tx, team, input.widgetId)
    const [removed] = await tx.installation.updateManyAndReturn({
      where: { teamId: team.teamId, widgetId: widget.id, uninstalledAt: null },
      data: { uninstalledAt: now, connectedAt: null, connectedById: null, enablingAt: null },
      select: { id: true },
    })
    if (!removed) throw notFound('installation')
    await revokeAll({ tx, policy: secretPolicies.installation, ownerId: removed.id, now })
    await endAccess(tx, { installationId: removed.id, reason: 'The widget was uninstalled', now })
    await tx.placementSwitch.updateMany({
      where: { teamId: team.teamId, widgetId: widget.id, enabled: true },
      data: { enabled: false, switchedById: team.userId, switchedAt: now },
    })
    await endRegistrations(tx, team, { teamId: team.teamId, where: { widgetId: widget.id }, now })
    await recordAudit(tx, team, {
      action: 'installation.uninstalled',
      subject: { type: 'widget', id: widget.id, name: widget.version.name },
      teamId: team.teamId,
      at: now,
    })
  })
}

/** Ends every grant of an installation, its tokens, and its codes that were not exchanged yet. */
export async function endAccess(
  tx: Tx,
  { installationId, reason, now }: { installationId: string; reason: string; now: Date },
): Promise<void> {
  await tx.oAuthGrant.updateMany({
    where: { installationId, revokedAt: null },
    data: { revokedAt: now, revokeReason: reason },
  })
  await tx.accessToken.updateMany({
    where: { grant: { installationId }, revokedAt: null },
    data: { revokedAt: now },
  })
  await tx.oAuthCode.updateMany({ where: { installationId, spentAt: null }, data: { spentAt: now } })
}

/** A widget that this team may see, in the version that opens for it. @throws AppError not_found */
export async function findVisibleWidget(reader: Reader, team: TeamActor, widgetId: string) {
  const row = await reader.widget.findFirst({
    where: { id: widgetId, ...visibleTo(team.teamId) },
    select: {
      id: true,
      protocol: true,
      testTeamId: true,
      testState: true,
      suspendedAt: true,
      suspensionReason: true,
      stoppedAt: true,
      partner: { select: { id: true, name: true } },
      servingVersion: { select: { ...versionFields, id: true } },
      testVersion: { select: { ...versionFields, id: true } },
    },
  })
  const version = row ? effectiveVersion(row, team.teamId) : null
  if (!row || !version) throw notFound('widget')
  const { servingVersion: _, testVersion: __, ...widget } = row
  return { ...widget, version, contentHash: hashVersion(version) }
}
