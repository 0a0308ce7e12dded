import { currentActor } from '@/lib/auth/actor'
import type { Actor } from '@/lib/auth/permissions'
import { type AppError, toAppError, toProblem } from '@/lib/errors'
import { requestIdOf, requireSameOrigin } from '@/lib/http/request'
import { env } from '@/lib/server/env'
import { log } from '@/lib/server/log'

type RouteContext<Params> = { request: Request; params: Params; actor: Actor; requestId: string }

type RouteOptions = {
  /** `session`: the cookie names the actor, and writes must come from our own pages. `public`: no cookie is read. */
  access: 'session' | 'public'
  /** Turns an error into the answer that this route's caller understands; problem details by default. */
  answerError?: (request: Request, error: AppError, requestId: string) => Response
}

/** A route handler around a domain call: who asks, same origin for writes, errors as problem details, one log line for each refusal. */
export function route<Params = Record<string, never>>(
  options: RouteOptions,
  handle: (context: RouteContext<Params>) => Promise<Response>,
) {
  return async (request: Request, segment: { params: Promise<Params> }): Promise<Response> => {
    const requestId = requestIdOf(request.headers)
    try {
      const isWrite = request.method !== 'GET' && request.method !== 'HEAD'
      if (options.access === 'session' && isWrite) requireSameOrigin(request.headers)
      const actor = options.access === 'session' ? await currentActor() : ({ kind: 'anonymous' } as const)
      return await handle({ request, params: await segment.params, actor, requestId })
    } catch (thrown) {
      const error = toAppError(thrown)
      logRefusal(error, { requestId, method: request.method, path: new URL(request.url).pathname })
      return withErrorHeaders(
        options.answerError?.(request, error, requestId) ?? answerProblem(error, requestId),
        error,
      )
    }
  }
}

export function answerProblem(error: AppError, requestId: string): Response {
  return Response.json(toProblem(error, requestId, env().PORTAL_ORIGIN), {
    status: error.status,
    headers: { 'content-type': 'application/problem+json' },
  })
}

/** When to try again, and that nobody keeps it, in whatever shape the answer has. */
function withErrorHeaders(response: Response, error: AppError): Response {
  for (const [name, value] of Object.entries(errorHeaders(error))) response.headers.set(name, value)
  return response
}

export function errorHeaders(error: AppError): Record<string, string> {
  return {
    'cache-control': 'private, no-store',
    ...(error.retryAfterSeconds ? { 'retry-after': String(error.retryAfterSeconds) } : {}),
  }
}

/** One line with the stable code; the cause only for faults of ours. */
export function logRefusal(
  error: AppError,
  where: { requestId: string; method: string; path: string },
): void {
  const entry = { ...where, code: error.code, status: error.status }
  if (error.status >= 500) log.error({ ...entry, cause: describeCause(error.cause) }, 'request failed')
  else log.info(entry, 'request refused')
}

function describeCause(cause: unknown): string | undefined {
  if (cause instanceof Error) return cause.stack ?? cause.message
  return cause === undefined ? undefined : String(cause)
}
