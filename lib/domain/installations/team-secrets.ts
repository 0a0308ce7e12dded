import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { ensureInstalled, findVisibleWidget } from '@/lib/domain/installations/state'
import type {
  PromoteTeamSecretInput,
  SetTeamSecretInput,
} from '@/lib/domain/installations/team-secrets.schema'
import { sourceOfTeamSecret } from '@/lib/domain/protocols/facts.schema'
import { graceHours } from '@/lib/domain/secrets/durations.schema'
import { newSecretText } from '@/lib/domain/secrets/formats'
import * as lifecycle from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { AppError, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'

const policy = secretPolicies.installation

/** The state of a team's secrets for a widget, newest first; never a secret. */
export async function listTeamSecrets(actor: Actor, input: { widgetId: string }, now = databaseNow()) {
  const team = requireTeam(actor, policy.permission)
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
  return rows.map((row) => lifecycle.readAt(row, now))
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
): Promise<lifecycle.ShownSecret & { state: 'active' | 'staged' }> {
  const team = requireTeam(actor, policy.permission)
  return inTransaction(async (tx) => {
    const { protocol, version: widget } = await findVisibleWidget(tx, team, input.widgetId)
    requireSettable(protocol, input)
    const installationId = await ensureInstalled(tx, team, input.widgetId, now)
    const series = await lockSeries(tx, team, { ...input, installationId, now })
    const secret = input.secret ?? newSecretText(protocol)
    const state = series.active && sourceOfTeamSecret(protocol) === 'team' ? 'staged' : 'active'
    const shown =
      state === 'staged'
        ? await lifecycle.stage(series, secret)
        : await lifecycle.replace(series, { secret, graceHours: graceHours.default })
    const { version, fingerprint } = shown
    const action = state === 'staged' ? 'installation.secret_staged' : 'installation.secret_created'
    await recordStep(tx, team, { ...input, name: widget.name, action, data: { version, fingerprint }, now })
    return { ...shown, state }
  })
}

/** Lets the staged secret sign. The one before may be taken up again until its grace ends. @throws AppError wrong_state */
export const promoteTeamSecret = step(async (series, input: PromoteTeamSecretInput) => {
  const { version, fingerprint } = await lifecycle.promote(series, input)
  return ['installation.secret_promoted', { version, fingerprint }]
})

/** Takes a staged secret away, or lets the one before sign again while its grace lasts. @throws AppError wrong_state */
export const cancelTeamRotation = step(async (series, _: OfEndpoint) => {
  if (series.open?.state !== 'retiring')
    return ['installation.secret_discarded', { version: (await lifecycle.discard(series)).version }]
  const { back, dropped } = await lifecycle.rollBack(series)
  return ['installation.secret_discarded', { version: (dropped ?? back).version }]
})

/** Ends a retiring secret's grace, or an endpoint's own secret, so that the one for all signs there again. @throws AppError wrong_state */
export const revokeTeamSecret = step(async (series, { version }: { widgetId: string; version: number }) => {
  await lifecycle.revoke(series, version)
  return ['installation.secret_revoked', { version }]
})

type OfEndpoint = { widgetId: string; endpoint?: string | undefined }
type SecretSeries = { installationId: string; endpoint?: string | undefined; now: Date }

/** The secrets of an endpoint, the installation's row locked so that of many changes at once one wins. */
async function lockSeries(tx: Tx, team: TeamActor, { installationId, endpoint, now }: SecretSeries) {
  await tx.$queryRaw`SELECT id FROM "Installation" WHERE id = ${installationId} FOR UPDATE`
  return lifecycle.readSeries({
    tx,
    policy,
    ownerId: installationId,
    endpoint,
    createdById: team.userId,
    now,
  })
}

/** One change of the secrets of an installed widget, with its audit event. */
function step<Input extends OfEndpoint>(
  run: (
    series: lifecycle.SecretSeries,
    input: Input,
  ) => Promise<[AuditAction, Record<string, string | number>]>,
) {
  return async (actor: Actor, input: Input, now = databaseNow()): Promise<void> => {
    const team = requireTeam(actor, policy.permission)
    const { widgetId, endpoint } = input
    await inTransaction(async (tx) => {
      const { version } = await findVisibleWidget(tx, team, widgetId)
      const installation = await tx.installation.findFirst({
        where: { teamId: team.teamId, widgetId, uninstalledAt: null },
        select: { id: true },
      })
      if (!installation) throw notFound('installation')
      const series = await lockSeries(tx, team, { installationId: installation.id, endpoint, now })
      const [action, data] = await run(series, input)
      await recordStep(tx, team, { widgetId, name: version.name, action, data, now })
    })
  }
}

function requireSettable(protocol: string, input: SetTeamSecretInput): void {
  const source = sourceOfTeamSecret(protocol)
  if (source !== 'team' && source !== 'portal')
    throw new AppError('wrong_state', 'Teams don’t have their own secret for widgets of this protocol.')
  if (source === 'portal' && (input.secret || input.endpoint))
    throw new AppError(
      'wrong_state',
      'The portal creates a Showpad widget’s secret, one for all its endpoints.',
    )
}

type Step = {
  widgetId: string
  name: string
  action: AuditAction
  data: Record<string, string | number>
  now: Date
}

async function recordStep(
  tx: Tx,
  team: TeamActor,
  { widgetId, name, action, data, now }: Step,
): Promise<void> {
  const subject = { type: 'widget', id: widgetId, name } as const
  await recordAudit(tx, team, { action, subject, teamId: team.teamId, data, at: now })
}
