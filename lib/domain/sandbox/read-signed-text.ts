import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { SignedText } from '@/lib/domain/protocols/signed-text.schema'
import type { LaunchMode } from '@/lib/domain/samples/launches'
import type { SignedRequest } from '@/lib/protocols/protocol'

/**
 * The bytes that the protocol signs of a request as it is, wrong ones too: the HMAC of them by the secret is the signature of a right
 * launch. An encrypted launch has none.
 */
export function readSignedText(
  { protocol, mode }: { protocol: ProtocolId; mode?: LaunchMode | undefined },
  request: SignedRequest,
): SignedText {
  return profileOf(protocol).sandbox.readSignedText(request, mode)
}
