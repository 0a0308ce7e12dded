import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { SignedText } from '@/lib/domain/protocols/signed-text.schema'
import type { LaunchMode } from '@/lib/domain/samples/launches'

/** Computes the signature, or decrypts the launch, with openssl and the secret in $SECRET. Null if openssl can't. */
export function writeOpenssl(
  { protocol, mode }: { protocol: ProtocolId; mode?: LaunchMode | undefined },
  signed: SignedText,
  data: string | null,
): string | null {
  return profileOf(protocol).sandbox.writeOpenssl(signed, data, mode)
}
