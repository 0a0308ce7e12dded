import { type AttestationId, attestationIds } from '@/lib/domain/certification/attestations.schema'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'

/** Those that a version's certification has. */
export function listAttestationsOf(protocol: ProtocolId, version: { settings: unknown }): AttestationId[] {
  const { certification, modeOf } = profileOf(protocol)
  const applying = certification.checks(modeOf(readSettings(version.settings)))
  return attestationIds.filter((id) => applying.includes(id))
}
