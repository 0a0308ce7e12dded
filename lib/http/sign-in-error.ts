import type { AppError } from '@/lib/errors'
import { safePath } from '@/lib/http/request'
import { answerProblem, errorHeaders } from '@/lib/http/route'

/**
 * A failed sign-in, by kind of client: a browser goes back to the form with the stable code in the URL and never the address that was
 * typed; over the limit it gets 429 on the way, and 503 without the database; a program gets problem details.
 */
export function answerSignInError(request: Request, error: AppError, requestId: string): Response {
  if (!request.headers.get('accept')?.includes('text/html')) return answerProblem(error, requestId)
  const query = new URLSearchParams({ error: error.code })
  if (error.retryAfterSeconds) query.set('wait', String(error.retryAfterSeconds))
  const next = new URL(request.url).searchParams.get('next')
  if (next) query.set('next', safePath(next, '/'))
  const location = `/sign-in?${query}`
  const isPassing = error.code === 'rate_limited' || error.status >= 500
  if (!isPassing) return new Response(null, { status: 303, headers: { ...errorHeaders(error), location } })
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${location.replaceAll('&', '&amp;')}"><title>Try again in a moment</title><p>${error.publicDetail}</p></html>`
  return new Response(body, {
    status: error.status,
    headers: { ...errorHeaders(error), 'content-type': 'text/html; charset=utf-8' },
  })
}
