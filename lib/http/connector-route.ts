import type { ConnectorCall } from '@/lib/domain/connectors/receive-call'
import type { AppError, ErrorCode } from '@/lib/errors'
import { clientAddress, readBytes } from '@/lib/http/request'
import { route } from '@/lib/http/route'

const bodyBytesMax = 1_000_000

/** An endpoint that a platform calls: no cookie is read, the body is kept as its bytes, errors come in the platform's shape. */
export function connectorRoute(
  answerError: (error: AppError) => Response,
  handle: (call: ConnectorCall) => Promise<Response>,
) {
  return route<{ connectorId: string }>(
    {
      access: 'public',
      answerError: (_request, error) => answerError(error),
    },
    async ({ request, params }) =>
      handle({
        connectorId: params.connectorId,
        url: targetOf(request),
        headers: request.headers,
        body: await readBytes(request, { bytesMax: bodyBytesMax }),
        clientAddress: clientAddress(request.headers),
      }),
  )
}

/** The raw address, which scripts/server/serve.mjs keeps: the signature covers its exact text. */
function targetOf(request: Request): string {
  const target = request.headers.get('x-framegate-target')
  return target ? `${new URL(request.url).origin}${target}` : request.url
}

/** What SocialSignIn's reference answers, to the byte where it has an answer. */
export function answerSocialSigninError(error: AppError): Response {
  const missing = 'missing or invalid sig or expires params'
  const known: Partial<Record<ErrorCode, [number, string]>> = {
    missing_parameter: [400, missing],
    malformed_timestamp: [400, missing],
    signature_mismatch: [403, 'Signature mismatch'],
    expired: [403, 'request expired'],
    from_the_future: [403, 'expires is too far ahead'],
  }
  const [status, text] = known[error.code] ?? [error.status, error.publicDetail]
  return answerJson({ status: 'error', error: text }, status)
}

/** What the marketplace's postbacks are answered, for which the platform has no shape: a status and a code. */
export function answerPostbackError(error: AppError): Response {
  return answerJson({ error: error.code }, error.status)
}

/** What Showpad shows its user. */
export function answerShowpadError(error: AppError): Response {
  const errorMessage =
    error.code === 'signature_mismatch'
      ? 'The CRM refused the signature of this call. Ask a team admin to compare the connector’s secret.'
      : error.publicDetail
  return answerJson({ errorMessage }, error.status)
}

export function answerJson(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'private, no-store' },
  })
}
