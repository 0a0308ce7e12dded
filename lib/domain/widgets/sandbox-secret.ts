import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { isProtocolId } from '@/lib/domain/protocols/facts.schema'
import { sandboxTenantId } from '@/lib/domain/secrets/sandbox-tenant.schema'
import { fingerprintOf, newSecretText, openValue, sealValue } from '@/lib/domain/secrets/secrets'
import { lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Reader } from '@/lib/server/db'

export type OpenSandboxSecret = { version: number; secret: string; fingerprint: string }

/** A sandbox secret in the one answer that shows it, with the ids under which a server keeps it. */
export type ShownSandboxSecret = OpenSandboxSecret & { tenantId: string; integrationId: string }

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
  const partner = requirePartner(actor, 'secret.rotate')
  const shown = await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    if (!isProtocolId(widget.protocol)) throw notFound('widget')
    const former = await tx.sandboxSecret.findUnique({
      where: { widgetId: widget.id },
      select: { version: true },
    })
    const version = (former?.version ?? 0) + 1
    const secret = newSecretText(widget.protocol)
    const fingerprint = fingerprintOf(secret)
    const { sealed, keyVersion } = await sealValue(bindingOf({ widgetId: widget.id, version }), secret)
    const row = { version, sealed, keyVersion, fingerprint, createdById: partner.userId, createdAt: now }
    await tx.sandboxSecret.upsert({
      where: { widgetId: widget.id },
      create: { widgetId: widget.id, ...row },
      update: row,
      select: { widgetId: true },
    })
    await recordAudit(tx, partner, {
      action: 'secret.sandbox_created',
      subject: {
        type: 'widget',
        id: widget.id,
        name: (widget.workingVersion ?? widget.servingVersion)?.name ?? widget.id,
      },
      partnerId: partner.partnerId,
      data: { version, fingerprint },
      at: now,
    })
    return { version, secret, fingerprint }
  })
  return { ...shown, tenantId: sandboxTenantId, integrationId: input.widgetId }
}

/** What is known of a widget's sandbox secret; never the secret. Null where there is none yet. */
export async function findSandboxSecret(actor: Actor, input: { widgetId: string }) {
  const partner = requirePartner(actor, 'certification.read')
  return db().sandboxSecret.findFirst({
    where: { widgetId: input.widgetId, widget: { partnerId: partner.partnerId } },
    select: { version: true, fingerprint: true, createdAt: true, createdBy: { select: { name: true } } },
  })
}

/** The sandbox secret, opened to sign with; null where there is none. It never leaves the server. @throws AppError secrets_unavailable */
export async function openSandboxSecret(reader: Reader, widgetId: string): Promise<OpenSandboxSecret | null> {
  const row = await reader.sandboxSecret.findUnique({
    where: { widgetId },
    select: { version: true, sealed: true, keyVersion: true, fingerprint: true },
  })
  if (!row) return null
  const { version, fingerprint } = row
  return {
    version,
    fingerprint,
    secret: openValue(bindingOf({ widgetId, version }), row.sealed, row.keyVersion),
  }
}

function bindingOf({ widgetId, version }: { widgetId: string; version: number }) {
  return { owner: widgetId, version, purpose: 'sandbox-secret' } as const
}
