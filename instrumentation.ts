/** Starts what runs beside the requests, once a server process. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { outsideRequest } = await import('@/lib/server/outside-request')
  const { lineScrubbers } = await import('@/lib/server/process-wires.mjs')
  const { scrubLine } = await import('@/lib/server/scrub-line')
  // The first call settles the context: this one belongs to no request.
  outsideRequest(() => undefined)
  lineScrubbers.send(scrubLine)
}

type FailedRequest = {
  path: string
  method: string
  headers: Record<string, string | string[] | undefined>
}

/** A page that failed: one line with the digest that the error page shows. */
export async function onRequestError(
  error: unknown,
  request: FailedRequest,
  context: { routeType: string },
): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { toAppError } = await import('@/lib/errors')
  const { log } = await import('@/lib/server/log')
  const { failedRequests } = await import('@/lib/server/process-wires.mjs')
  const failure = toAppError(error)
  // Our actions answer with what went wrong and never throw: what is thrown came from reading the form, by Next or before it.
  const isFromReading = context.routeType === 'action' || /Failed to parse body/.test(String(error))
  const isUnreadable = request.method === 'POST' && isFromReading && failure.code === 'internal'
  const requestId = String(request.headers['x-request-id'] ?? '')
  const where = { requestId, method: request.method, path: request.path.split('?')[0] }
  if (isUnreadable) {
    failedRequests.send({ requestId, status: 400 })
    log.info({ ...where, code: 'malformed_request', status: 400 }, 'request refused')
    return
  }
  if (failure.status !== 500) failedRequests.send({ requestId, status: failure.status })
  if (failure.status < 500) {
    log.info({ ...where, code: failure.code, status: failure.status }, 'request refused')
    return
  }
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : undefined
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
  log.error({ ...where, code: failure.code, digest, cause }, 'page failed')
}
