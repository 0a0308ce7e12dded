import { acceptingChecks } from '@/lib/domain/certification/accepting-checks'
import { answerChecks } from '@/lib/domain/certification/answer-checks'
import { bridgeChecks } from '@/lib/domain/certification/bridge-checks'
import type { CatalogEntry } from '@/lib/domain/certification/catalog-entry'
import { refusingChecks } from '@/lib/domain/certification/refusing-checks'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** Every check of the certification in words. */
export const checkCatalog: Record<CheckId, CatalogEntry> = {
  ...acceptingChecks,
  ...refusingChecks,
  ...answerChecks,
  ...bridgeChecks,
}

/** Whether a run of this protocol fails by a check. */
export function isRequired(id: CheckId, protocol: ProtocolId): boolean {
  return checkCatalog[id].required || profileOf(protocol).certification.alsoRequired.includes(id)
}
