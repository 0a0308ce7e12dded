import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { SignedText } from '@/lib/domain/protocols/signed-text.schema'
import type { LaunchMode } from '@/lib/domain/samples/launches'

/** Makes the signature again, or opens what is encrypted, by openssl and the secret in $SECRET. Null where openssl cannot. */
export function writeOpenssl(
  { protocol, mode }: { protocol: ProtocolId; mode?: LaunchMode | undefined },
  signed: SignedText,
  data: string | null,
): string | null {
  return profileOf(protocol).sandbox.writeOpenssl(signed, data, mode)
}
