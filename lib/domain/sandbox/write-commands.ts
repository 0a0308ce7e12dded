import type { SignedText } from '@/lib/domain/sandbox/launches.schema'
import type { ProtocolId, SignedRequest } from '@/lib/protocols/protocol'

/** The request for a shell. What proves nothing else than this launch stands in it; the secret never does. */
export function writeCurl({ method, url, headers, body }: SignedRequest): string {
  const parts = [
    `curl -i ${method === 'GET' ? '' : `-X ${method} `}${quote(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-raw ${quote(body)}`]),
  ]
  return parts.join(' \\\n  ')
}

/** Makes the signature again, or opens what is encrypted, by openssl and the secret in $SECRET. Null where openssl cannot: it has no JWE. */
export function writeOpenssl(
  { protocol, mode }: { protocol: ProtocolId; mode?: 'encrypted' | 'plain' | undefined },
  signed: SignedText,
  data: string | null,
): string | null {
  if (protocol === 'salesloft') return null
  if (protocol === 'marketplace' && mode !== 'plain')
    return data === null
      ? null
      : `printf '%s' ${quote(data)} \\\n  | openssl enc -d -aes-256-cbc -md md5 -a -A -pass env:SECRET`
  if (signed.bytes === null) return null
  const text = Buffer.from(signed.bytes, 'base64').toString('utf8')
  const sign = `openssl dgst -sha256 -hmac "$SECRET"`
  const encoded = protocol === 'showpad' ? `${sign} -binary | base64` : `${sign} -hex`
  return `printf '%s' ${quote(text)} \\\n  | ${encoded}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
