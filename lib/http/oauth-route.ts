import type { TokenAnswer, TokenForm } from '@/lib/domain/oauth/token'
import { type AppError, toAppError } from '@/lib/errors'
import { clientAddress, readText } from '@/lib/http/request'
import { route } from '@/lib/http/route'
import { log } from '@/lib/server/log'
import { consumeLimit, returnLimit } from '@/lib/server/rate-limit'

/**
 * An endpoint that a partner's server calls with its client's credentials, in the form or as HTTP Basic and never in the address. No
 * cookie is read. Errors are JSON as RFC 6749 has them; a caller that fails too often waits, by client and address.
 */
export function oauthRoute(run: (form: TokenForm) => Promise<TokenAnswer>) {
  return route(
    { access: 'public', answerError: (_request, error) => answerError(error) },
    async (context) => {
      const { request, requestId } = context
      const answer = await answerOnce(request, run)
      const path = new URL(request.url).pathname
      if (answer.status >= 400)
        log.info(
          { requestId, method: 'POST', path, code: answer.body.error, status: answer.status },
          'request refused',
        )
      return answerJson(answer)
    },
  )
}

async function answerOnce(
  request: Request,
  run: (form: TokenForm) => Promise<TokenAnswer>,
): Promise<TokenAnswer> {
  const address = clientAddress(request.headers)
  await consumeLimit('oauth_address', address)
  if (new URL(request.url).search)
    return refuse('invalid_request', 'Send every parameter in the body, because URLs end up in logs.')
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded')
    return { ...refuse('invalid_request', 'Send application/x-www-form-urlencoded.'), status: 415 }
  const entries = [...new URLSearchParams(await readText(request))]
  const form: TokenForm = Object.fromEntries(entries)
  if (Object.keys(form).length < entries.length || entries.some(([, value]) => value.includes('\0')))
    return refuse('invalid_request', 'A parameter is duplicated or contains an invalid character.')
  const credentials = readBasic(request.headers.get('authorization'))
  if (credentials === 'malformed')
    return refuse('invalid_client', 'The Authorization header is not HTTP Basic.')
  if (
    credentials &&
    (form.client_secret || (form.client_id ?? credentials.client_id) !== credentials.client_id)
  )
    return refuse('invalid_request', 'Authenticate only once: in the body or with HTTP Basic.')
  const whole = { ...form, ...credentials }
  const key = `${whole.client_id?.slice(0, 64)} ${address}`
  await consumeLimit('oauth_refused', key)
  const answer = await run(whole)
  if (answer.status < 400) await returnLimit('oauth_refused', key)
  return answer
}

/** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
function readBasic(
  header: string | null,
): { client_id: string; client_secret: string } | 'malformed' | undefined {
  if (header === null) return undefined
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header) ?? []
  const [, id, secret] = /^([^:]+):(.+)$/.exec(Buffer.from(encoded ?? '', 'base64').toString('latin1')) ?? []
  if (!id || !secret) return 'malformed'
  try {
    return { client_id: decodePart(id), client_secret: decodePart(secret) }
  } catch {
    return 'malformed'
  }
}

function decodePart(part: string): string {
  return decodeURIComponent(part.replaceAll('+', ' '))
}

function refuse(error: string, description: string): TokenAnswer {
  return { status: error === 'invalid_client' ? 401 : 400, body: { error, error_description: description } }
}

/** A fault that RFC 6749 has no name for at this endpoint. */
function answerError(thrown: AppError): Response {
  const error = toAppError(thrown)
  const isPassing = error.status === 429 || error.status === 503
  const name = isPassing ? 'temporarily_unavailable' : error.status < 500 ? 'invalid_request' : 'server_error'
  return answerJson({ ...refuse(name, error.publicDetail), status: error.status })
}

function answerJson({ status, body }: TokenAnswer): Response {
  return Response.json(body, {
    status,
    headers: {
      'cache-control': 'no-store',
      pragma: 'no-cache',
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="Framegate"' } : {}),
    },
  })
}
