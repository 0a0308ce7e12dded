import { randomBytes } from 'node:crypto'
import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { ensureInstalled, findVisibleWidget } from '@/lib/domain/installations/state'
import type {
  PromoteTeamSecretInput,
  SetTeamSecretInput,
} from '@/lib/domain/installations/team-secrets.schema'
import { sourceOfTeamSecret } from '@/lib/domain/protocols/facts.schema'
import { createInstallationSecret } from '@/lib/domain/secrets/of-installation'
import type { ShownSecret } from '@/lib/domain/secrets/secrets'
import { AppError, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'

const showpadGraceHours = 24

/** What is known of a team's secrets for a widget, the newest first; never a secret. */
export async function listTeamSecrets(actor: Actor, input: { widgetId: string }, now = databaseNow()) {
  const team = requireTeam(actor, 'installation.manage')
  const rows = await db().installationSecret.findMany({
    where: { installation: { teamId: team.teamId, widgetId: input.widgetId, uninstalledAt: null } },
    orderBy: { version: 'desc' },
    take: 50,
    select: {
      version: true,
      endpoint: true,
      state: true,
      fingerprint: true,
      createdAt: true,
      createdBy: { select: { name: true } },
      lastSignedAt: true,
      lastAcceptedAt: true,
      graceEndsAt: true,
      revokedAt: true,
    },
  })
  return rows.map((row) => {
    const isOver = row.state === 'retiring' && row.graceEndsAt !== null && row.graceEndsAt <= now
    return isOver ? { ...row, state: 'revoked' as const, revokedAt: row.graceEndsAt } : row
  })
}

/**
 * Sets a team's secret for a widget: the one that was agreed with its partner, or a new one. The first signs at once. A later one is
 * staged, since social-signin's calls carry one signature and the partner has to accept it first; showpad's carry several, so there the
 * new one signs at once beside the one before, until its grace ends.
 * @throws AppError not_found, wrong_state, rotation_open, secrets_unavailable
 */
export async function setTeamSecret(
  actor: Actor,
  input: SetTeamSecretInput,
  now = databaseNow(),
): Promise<ShownSecret & { state: 'active' | 'staged' }> {
  const team = requireTeam(actor, 'installation.manage')
  return inTransaction(async (tx) => {
    const { protocol, version } = await findVisibleWidget(tx, team, input.widgetId)
    requireSettable(protocol, input)
    const installationId = await ensureInstalled(tx, team, input.widgetId, now)
    const own = { installationId, endpoint: input.endpoint ?? null }
    const { active, open } = await lockLive(tx, own, now)
    if (open)
      throw new AppError('rotation_open', `v${open.version} is ${open.state} still. End that rotation first.`)
    const state =
      active && sourceOfTeamSecret(protocol) === 'team' ? ('staged' as const) : ('active' as const)
    if (active && state === 'active')
      await retire(tx, active.id, new Date(now.getTime() + showpadGraceHours * 3_600_000))
    const secret = input.secret ?? randomBytes(32).toString('hex')
    const created = await createInstallationSecret(tx, {
      installationId,
      secret,
      state,
      endpoint: input.endpoint,
      createdById: team.userId,
      now,
    })
    const action = state === 'staged' ? 'installation.secret_staged' : 'installation.secret_created'
    await record(tx, team, { widgetId: input.widgetId, name: version.name, action, data: created, now })
    return { ...created, secret, state }
  })
}

/** Lets the staged secret sign. The one before may be taken up again until its grace ends. @throws AppError wrong_state */
export async function promoteTeamSecret(
  actor: Actor,
  input: PromoteTeamSecretInput,
  now = databaseNow(),
): Promise<void> {
  await changeSecrets(actor, input, now, async (tx, own, write) => {
    const { active, open } = await lockLive(tx, own, now)
    if (open?.state !== 'staged') throw new AppError('wrong_state', 'There is no staged secret to promote.')
    // In steps, since at no moment may two be active or two be open.
    if (active) await revoke(tx, active.id, now)
    await tx.installationSecret.update({
      where: { id: open.id },
      data: { state: 'active', activatedAt: now },
      select: { id: true },
    })
    if (active && input.graceHours > 0)
      await retire(tx, active.id, new Date(now.getTime() + input.graceHours * 3_600_000))
    await write('installation.secret_promoted', { version: open.version, fingerprint: open.fingerprint })
  })
}

/** Takes a staged secret away, or lets the one before sign again while its grace lasts. @throws AppError wrong_state */
export async function cancelTeamRotation(
  actor: Actor,
  input: { widgetId: string; endpoint?: string | undefined },
  now = databaseNow(),
): Promise<void> {
  await changeSecrets(actor, input, now, async (tx, own, write) => {
    const { active, open } = await lockLive(tx, own, now)
    if (!open) throw new AppError('wrong_state', 'No rotation is open.')
    const dropped = open.state === 'staged' ? open : active
    if (dropped) await revoke(tx, dropped.id, now)
    if (open.state === 'retiring')
      await tx.installationSecret.update({
        where: { id: open.id },
        data: { state: 'active', graceEndsAt: null },
        select: { id: true },
      })
    await write('installation.secret_discarded', { version: dropped?.version ?? open.version })
  })
}

/** Ends a retiring secret's grace, or an endpoint's own secret, so that the one for all signs there again. @throws AppError wrong_state */
export async function revokeTeamSecret(
  actor: Actor,
  input: { widgetId: string; version: number },
  now = databaseNow(),
): Promise<void> {
  await changeSecrets(actor, input, now, async (tx, own, write) => {
    const { count } = await tx.installationSecret.updateMany({
      where: {
        installationId: own.installationId,
        version: input.version,
        OR: [{ state: 'retiring' }, { state: 'active', endpoint: { not: null } }],
      },
      data: { state: 'revoked', revokedAt: now, graceEndsAt: null },
    })
    if (count === 0)
      throw new AppError(
        'wrong_state',
        `v${input.version} cannot be revoked: it signs, or is revoked already.`,
      )
    await write('installation.secret_revoked', { version: input.version })
  })
}

type Own = { installationId: string; endpoint: string | null }
type Write = (action: AuditAction, data: Record<string, string | number>) => Promise<void>

async function changeSecrets(
  actor: Actor,
  input: { widgetId: string; endpoint?: string | undefined },
  now: Date,
  change: (tx: Tx, own: Own, write: Write) => Promise<void>,
): Promise<void> {
  const team = requireTeam(actor, 'installation.manage')
  await inTransaction(async (tx) => {
    const { version } = await findVisibleWidget(tx, team, input.widgetId)
    const installation = await tx.installation.findFirst({
      where: { teamId: team.teamId, widgetId: input.widgetId, uninstalledAt: null },
      select: { id: true },
    })
    if (!installation) throw notFound('installation')
    const own = { installationId: installation.id, endpoint: input.endpoint ?? null }
    const { widgetId } = input
    await change(tx, own, (action, data) =>
      record(tx, team, { widgetId, name: version.name, action, data, now }),
    )
  })
}

/** The live secrets of an endpoint, held so that of many changes at once one wins. A grace that is over ends here. */
async function lockLive(tx: Tx, own: Own, now: Date) {
  await tx.$queryRaw`SELECT id FROM "Installation" WHERE id = ${own.installationId} FOR UPDATE`
  await tx.installationSecret.updateMany({
    where: { ...own, state: 'retiring', graceEndsAt: { lte: now } },
    data: { state: 'revoked', revokedAt: now },
  })
  const live = await tx.installationSecret.findMany({
    where: { ...own, state: { not: 'revoked' } },
    select: { id: true, version: true, state: true, fingerprint: true },
  })
  return {
    active: live.find(({ state }) => state === 'active'),
    open: live.find(({ state }) => state === 'staged' || state === 'retiring'),
  }
}

async function retire(tx: Tx, id: string, graceEndsAt: Date): Promise<void> {
  const data = { state: 'retiring', graceEndsAt, revokedAt: null } as const
  await tx.installationSecret.update({ where: { id }, data, select: { id: true } })
}

async function revoke(tx: Tx, id: string, now: Date): Promise<void> {
  const data = { state: 'revoked', revokedAt: now, graceEndsAt: null } as const
  await tx.installationSecret.update({ where: { id }, data, select: { id: true } })
}

function requireSettable(protocol: string, input: SetTeamSecretInput): void {
  const source = sourceOfTeamSecret(protocol)
  if (source !== 'team' && source !== 'portal')
    throw new AppError('wrong_state', 'A team has no secret of its own for a widget of this protocol.')
  if (source === 'portal' && (input.secret || input.endpoint))
    throw new AppError(
      'wrong_state',
      'The secret of a Showpad widget is made here, one for all its endpoints.',
    )
}

async function record(
  tx: Tx,
  team: TeamActor,
  input: {
    widgetId: string
    name: string
    action: AuditAction
    data: Record<string, string | number>
    now: Date
  },
): Promise<void> {
  await recordAudit(tx, team, {
    action: input.action,
    subject: { type: 'widget', id: input.widgetId, name: input.name },
    teamId: team.teamId,
    data: input.data,
    at: input.now,
  })
}
