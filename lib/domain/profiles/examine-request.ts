import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { examineBy } from '@/lib/domain/signature-doctor/examine-request'
import type { Diagnosis } from '@/lib/domain/signature-doctor/signature-doctor.schema'

/** The diagnosis of a protocol's request, from `examineBy`. */
export function examineRequest({
  protocol,
  ...input
}: Omit<Parameters<typeof examineBy>[0], 'examined'> & { protocol: ProtocolId }): Promise<Diagnosis> {
  const { openPasted, verify } = profileOf(protocol)
  return examineBy({ ...input, examined: { open: openPasted, verify } })
}
