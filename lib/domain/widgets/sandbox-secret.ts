import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { isProtocolId } from '@/lib/domain/protocols/facts.schema'
import { newSecretText } from '@/lib/domain/secrets/formats'
import { readSeries, replace, type ShownSecret } from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { sandboxTenantId } from '@/lib/domain/secrets/sandbox-tenant.schema'
import { lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'

/** A sandbox secret in the one answer that shows it, with the ids under which a server keeps it. */
export type ShownSandboxSecret = ShownSecret & { tenantId: string; integrationId: string }

/**
 * Creates the sandbox secret of a widget, or a new one in place of the former. It signs in the sandbox, and certifications of a widget whose
 * secrets are its teams'; never a launch of a team.
 * @throws AppError not_found, secrets_unavailable
 */
export async function createSandboxSecret(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<ShownSandboxSecret> {
  const policy = secretPolicies.sandbox
  const partner = requirePartner(actor, policy.permission)
  const shown = await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    if (!isProtocolId(widget.protocol)) throw notFound('widget')
    const series = await readSeries({ tx, policy, ownerId: widget.id, createdById: partner.userId, now })
    const made = await replace(series, { secret: newSecretText(widget.protocol), graceHours: 0 })
    await recordAudit(tx, partner, {
      action: 'secret.sandbox_created',
      subject: {
        type: 'widget',
        id: widget.id,
        name: (widget.workingVersion ?? widget.servingVersion)?.name ?? widget.id,
      },
      partnerId: partner.partnerId,
      data: { version: made.version, fingerprint: made.fingerprint },
      at: now,
    })
    return made
  })
  return { ...shown, tenantId: sandboxTenantId, integrationId: input.widgetId }
}

/** The state of a widget's sandbox secret; never the secret. Null if there is none yet. */
export async function findSandboxSecret(actor: Actor, input: { widgetId: string }) {
  const partner = requirePartner(actor, 'certification.read')
  return db().sandboxSecret.findFirst({
    where: { widgetId: input.widgetId, widget: { partnerId: partner.partnerId } },
    select: { version: true, fingerprint: true, createdAt: true, createdBy: { select: { name: true } } },
  })
}
