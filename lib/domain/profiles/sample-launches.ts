import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { Endpoint, LaunchInput, LaunchMode } from '@/lib/domain/samples/launches'
import type { WrongLaunch } from '@/lib/domain/samples/wrong/wrong-launch'
import type { SignedRequest } from '@/lib/protocols/protocol'

/**
 * A launch or call of a made-up record, with the bytes that the host would send.
 * @throws AppError what the protocol refuses to sign, such as a record of another shape
 */
export function signSampleLaunch({
  protocol,
  ...input
}: LaunchInput & { protocol: ProtocolId }): Promise<SignedRequest> {
  return profileOf(protocol).samples.sign(input)
}

/** Every wrong launch and every state of a protocol, each broken in one thing. */
export function listWrongLaunches(protocol: ProtocolId, mode?: LaunchMode): readonly WrongLaunch[] {
  return profileOf(protocol).samples.wrong(mode)
}

/** What a protocol calls at a partner, in the order of a certification. */
export function endpointsOf(protocol: ProtocolId): readonly Endpoint[] {
  return profileOf(protocol).places.endpoints
}
