import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { gatherSecrets } from '@/lib/domain/diagnoses/gather-secrets'
import { examineRequest } from '@/lib/domain/profiles/examine-request'
import { isProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { DiagnoseInput, Diagnosis } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

/**
 * Names the mistake behind a request that does not verify, by every secret that could have made it. Nothing pasted is kept or logged, and
 * no secret is in the answer. @throws AppError not_found, rate_limited
 */
export async function diagnoseRequest(
  actor: Actor,
  input: DiagnoseInput,
  now = databaseNow(),
): Promise<Diagnosis> {
  const partner = requirePartner(actor, 'widget.read')
  await consumeLimit('doctor', partner.userId)
  const widget = await db().widget.findFirst({
    where: { id: input.widgetId, partnerId: partner.partnerId },
    select: { id: true, protocol: true },
  })
  if (!widget || !isProtocolId(widget.protocol)) throw notFound('widget')
  const { protocol } = widget
  const { pasted, ownSignature } = input
  const secrets = await gatherSecrets({ widgetId: widget.id, protocol, partnerId: partner.partnerId })
  return examineRequest({ protocol, pasted, ownSignature, secrets, now })
}
