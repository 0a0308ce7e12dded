import type { SignedText } from '@/lib/domain/sandbox/launches.schema'
import { buildPhpQuery, parsePhpQuery } from '@/lib/protocols/php-query'
import type { ProtocolId, SignedRequest } from '@/lib/protocols/protocol'
import { parseParameters, readQuery } from '@/lib/protocols/request-parts'

/**
 * The bytes that the protocol signs of a request as it is, wrong ones too: the HMAC of them by the secret is the signature of a right
 * launch. What is encrypted has none.
 */
export function readSignedText(
  { protocol, mode }: { protocol: ProtocolId; mode?: 'encrypted' | 'plain' | undefined },
  request: SignedRequest,
): SignedText {
  switch (protocol) {
    case 'sure-send': {
      const read = readParameters(request)
      const text = read('context')
      return signed(
        'HMAC-SHA256, in lower-case hex, of the base64 text of the context',
        text,
        read('signature'),
        true,
      )
    }
    case 'social-signin': {
      const query = parsePhpQuery(readQuery(request.url))
      const signature = query.entries.get('sig')
      query.entries.delete('sig')
      return signed(
        'HMAC-SHA256, in lower-case hex, of the query without sig, as PHP’s http_build_query writes it',
        buildPhpQuery(query),
        typeof signature === 'string' ? signature : null,
        false,
      )
    }
    case 'showpad': {
      const timestamp = request.headers['x-showpad-signature-timestamp'] ?? ''
      return signed(
        'HMAC-SHA256, in base64, of the body as it is, a full stop and the timestamp',
        `${request.body ?? ''}.${timestamp}`,
        request.headers['x-showpad-signature-v1'] ?? null,
        false,
      )
    }
    case 'salesloft':
      return encrypted(
        'Encrypted as a JWE: A256GCMKW with the SHA-256 of the secret as key, A256GCM for the content',
      )
    case 'marketplace': {
      if (mode !== 'plain')
        return encrypted('Encrypted as openssl enc -aes-256-cbc -md md5 -a does it; nothing is signed')
      const read = readParameters(request)
      const text = `${read('location_id') ?? ''}${read('timestamp') ?? ''}`
      return signed(
        'HMAC-SHA256, in lower-case hex, of the location id and the timestamp, with nothing between them',
        text,
        read('hmac'),
        false,
      )
    }
  }
}

/** The first value of each parameter, as the seeds' samples read them. */
function readParameters({ url }: SignedRequest): (name: string) => string | null {
  const parameters = parseParameters(readQuery(url))
  return (name) => parameters.find(([given]) => given === name)?.[1] ?? null
}

function signed(
  method: string,
  text: string | null,
  signature: string | null,
  travelsInUrl: boolean,
): SignedText {
  const bytes = text === null ? null : Buffer.from(text, 'utf8').toString('base64')
  return { method, bytes, signature, travelsInUrl }
}

function encrypted(method: string): SignedText {
  return { method, bytes: null, signature: null, travelsInUrl: false }
}
