/** Starts what runs beside the requests, once a server process. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { env } = await import('@/lib/server/env')
  const { log } = await import('@/lib/server/log')
  if (env().JOBS === 'external') return
  const { keepWorkerRunning } = await import('@/lib/jobs/keep-running')
  keepWorkerRunning((cause) =>
    log.warn({ cause: String(cause) }, 'the job worker lost its database and tries again'),
  )
}

/** A page that failed: one line with the digest that the error page shows. */
export async function onRequestError(
  error: unknown,
  request: { path: string; method: string; headers: Record<string, string | string[] | undefined> },
): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { toAppError } = await import('@/lib/errors')
  const { log } = await import('@/lib/server/log')
  const failure = toAppError(error)
  if (failure.code === 'database_unavailable') markOutage()
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : undefined
  log.error(
    {
      requestId: String(request.headers['x-request-id'] ?? ''),
      method: request.method,
      path: request.path.split('?')[0],
      code: failure.code,
      digest,
      cause: error instanceof Error ? (error.stack ?? error.message) : String(error),
    },
    'page failed',
  )
}

/** scripts/serve.mjs reads the mark in the same process and answers 503 in place of Next's 500. */
function markOutage(): void {
  Object.assign(globalThis, { [Symbol.for('framegate.databaseAwayAt')]: Date.now() })
}
