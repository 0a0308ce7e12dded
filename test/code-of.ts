import { AppError } from '@/lib/errors'

/** The code of a typed refusal; anything else is named, so that a test shows what came instead. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  return thrown instanceof AppError ? thrown.code : `not refused with a typed error: ${String(thrown)}`
}
