import { AppError, type ErrorCode } from '@/lib/errors'

/** The code with which a call was refused, or a sentence that no code equals. */
export async function codeOf(work: Promise<unknown> | (() => unknown)): Promise<ErrorCode | string> {
  const error = await refusalOf(work)
  return error instanceof AppError ? error.code : `not refused with a typed error: ${String(error)}`
}

/** What a call threw, or undefined when it succeeded. */
export async function refusalOf(work: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof work === 'function' ? work() : work)
    return undefined
  } catch (thrown) {
    return thrown
  }
}

/** How many calls succeeded, and the codes of the others. */
export async function settleAll(calls: Promise<unknown>[]): Promise<{ won: number; codes: string[] }> {
  const results = await Promise.all(
    calls.map((call) =>
      call.then(
        () => undefined,
        (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
      ),
    ),
  )
  const codes = results.filter((code) => code !== undefined)
  return { won: results.length - codes.length, codes: [...new Set(codes)] }
}
