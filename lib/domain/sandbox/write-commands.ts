import { profileOf } from '@/lib/domain/profiles/registry'
import { quoteForShell } from '@/lib/domain/profiles/signed-text'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { SignedText } from '@/lib/domain/protocols/signed-text.schema'
import type { LaunchMode } from '@/lib/domain/samples/launches'
import type { SignedRequest } from '@/lib/protocols/protocol'

/** The request for a shell. What proves nothing else than this launch stands in it; the secret never does. */
export function writeCurl({ method, url, headers, body }: SignedRequest): string {
  const parts = [
    `curl -i ${method === 'GET' ? '' : `-X ${method} `}${quoteForShell(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoteForShell(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-raw ${quoteForShell(body)}`]),
  ]
  return parts.join(' \\\n  ')
}

/** Makes the signature again, or opens what is encrypted, by openssl and the secret in $SECRET. Null where openssl cannot. */
export function writeOpenssl(
  { protocol, mode }: { protocol: ProtocolId; mode?: LaunchMode | undefined },
  signed: SignedText,
  data: string | null,
): string | null {
  return profileOf(protocol).sandbox.writeOpenssl(signed, data, mode)
}
