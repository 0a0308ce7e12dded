import type { ConnectorCall } from '@/lib/domain/connector-gate'
import { AppError } from '@/lib/errors'
import { clientAddress } from '@/lib/http/request'
import { errorHeaders, route } from '@/lib/http/route'

const bodyBytesMax = 1_000_000

type ConnectorParams = { connectorId: string }

/** An endpoint that a platform calls: no cookie is read, the body is kept as its bytes, errors come in the platform's shape. */
export function connectorRoute(
  answerError: (error: AppError) => { status: number; body: string; type: string },
  handle: (call: ConnectorCall) => Promise<Response>,
) {
  return route<ConnectorParams>(
    {
      access: 'public',
      answerError: (_request, error) => {
        const { status, body, type } = answerError(error)
        return new Response(body, { status, headers: { ...errorHeaders(error), ...typeHeaders(type) } })
      },
    },
    async ({ request, params }) =>
      handle({
        connectorId: params.connectorId,
        // As it was written: the signature covers the spelling.
        url: request.url,
        headers: request.headers,
        body: await readBytes(request),
        clientAddress: clientAddress(request.headers),
      }),
  )
}

/** What SocialSignIn's reference answers, to the byte where it has an answer. */
export function socialSigninError(error: AppError) {
  const known: Partial<Record<typeof error.code, [number, string]>> = {
    malformed_timestamp: [400, missingSignature],
    signature_mismatch: [403, 'Signature mismatch'],
    expired: [403, 'request expired'],
  }
  const isUnsigned =
    error.code === 'missing_parameter' && !error.publicDetail.startsWith('missing or invalid')
  const [status, text] = known[error.code] ?? [
    error.status,
    isUnsigned ? missingSignature : error.publicDetail,
  ]
  return { status, body: JSON.stringify({ status: 'error', error: text }), type: 'application/json' }
}

/** What the marketplace's postbacks are answered, for which the platform has no shape: a status and a code. */
export function postbackError(error: AppError) {
  return { status: error.status, body: JSON.stringify({ error: error.code }), type: 'application/json' }
}

/** What Showpad shows its user. */
export function showpadError(error: AppError) {
  const isSignature = error.code === 'signature_mismatch'
  const errorMessage = isSignature
    ? 'The CRM refused the signature of this call. Ask a team admin to compare the connector’s secret.'
    : error.publicDetail
  return { status: error.status, body: JSON.stringify({ errorMessage }), type: 'application/json' }
}

export function answerJson(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'cache-control': 'private, no-store', ...typeHeaders('application/json') },
  })
}

const missingSignature = 'missing or invalid sig or expires params'

function typeHeaders(type: string): Record<string, string> {
  const isPage = type === 'text/html'
  return {
    'content-type': isPage ? 'text/html; charset=utf-8' : type,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(isPage
      ? { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *" }
      : {}),
  }
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > bodyBytesMax) throw new AppError('payload_too_large', 'The body is larger than 1 MB.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
