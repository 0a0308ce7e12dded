import { parseWithZod } from '@conform-to/zod/v4'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { z } from 'zod'
import { currentActor } from '@/lib/auth/actor'
import type { Actor } from '@/lib/auth/permissions'
import { AppError, type FieldErrors, toAppError } from '@/lib/errors'
import type { ActionFailure, CallResult, FormState } from '@/lib/http/form-state.schema'
import { clientOf, requestIdOf, requireSameOrigin } from '@/lib/http/request'
import { logRefusal } from '@/lib/http/route'

type Caller = ReturnType<typeof clientOf>

/** A refused form keeps what was typed, except in these fields. */
const hideFields = ['password', 'current', 'secret', 'clientSecret']

/**
 * A server action behind a form: same origin, actor, the noun's schema, the domain call.
 * Works before hydration too, since React posts the form as it is. `redirectTo` leaves after a success. `alsoRefused` names what the
 * domain would refuse of a form that its schema refuses, so that all is answered at once.
 */
export function formAction<Schema extends z.ZodType, T>(
  schema: Schema,
  run: (actor: Actor, input: z.output<Schema>, caller: Caller) => Promise<T>,
  redirectTo?: (data: T, input: z.output<Schema>) => string,
  alsoRefused?: (actor: Actor, given: Record<string, unknown>) => Promise<FieldErrors>,
) {
  return async (_previous: FormState<T>, form: FormData): Promise<FormState<T>> => {
    const submission = parseWithZod(keepPlainFields(form), { schema })
    if (submission.status !== 'success') {
      const further = alsoRefused ? await findRefused(submission.payload, alsoRefused) : {}
      const known = Object.keys(submission.error ?? {})
      const fieldErrors = Object.fromEntries(
        Object.entries(further).filter(([field]) => !known.includes(field)),
      )
      return { submission: submission.reply({ hideFields, fieldErrors }) }
    }
    let data: T
    try {
      data = await runAsActor((actor, caller) => run(actor, submission.value, caller))
    } catch (thrown) {
      const { error, failure } = await describeFailure(thrown)
      if (error.fields) return { submission: submission.reply({ hideFields, fieldErrors: error.fields }) }
      return { submission: submission.reply({ hideFields }), failure }
    }
    if (redirectTo) redirect(redirectTo(data, submission.value))
    return { data }
  }
}

/** Who may not ask is told so once the form is right. */
async function findRefused(
  given: Record<string, unknown>,
  alsoRefused: (actor: Actor, given: Record<string, unknown>) => Promise<FieldErrors>,
): Promise<FieldErrors> {
  try {
    return await runAsActor((actor) => alsoRefused(actor, given))
  } catch (thrown) {
    await describeFailure(thrown)
    return {}
  }
}

/** A server action that client code calls with a value, such as a switch. */
export function callAction<Schema extends z.ZodType, T>(
  schema: Schema,
  run: (actor: Actor, input: z.output<Schema>) => Promise<T>,
) {
  return async (input: z.input<Schema>): Promise<CallResult<T>> => {
    try {
      const parsed = schema.safeParse(input)
      if (!parsed.success)
        throw new AppError('invalid_input', 'This request did not come from one of our pages.')
      return { data: await runAsActor((actor) => run(actor, parsed.data)) }
    } catch (thrown) {
      return { failure: (await describeFailure(thrown)).failure }
    }
  }
}

/**
 * Names without structure and values that are text, which is all our forms have: the parser makes a list of that length
 * out of a field named `email[99999999]`.
 */
function keepPlainFields(form: unknown): FormData {
  const plain = new FormData()
  for (const [name, value] of form instanceof FormData ? form : []) {
    if (/^[a-z]\w*$/i.test(name) && typeof value === 'string') plain.append(name, value)
  }
  return plain
}

async function runAsActor<T>(run: (actor: Actor, caller: Caller) => Promise<T>): Promise<T> {
  const requestHeaders = await headers()
  requireSameOrigin(requestHeaders)
  return run(await currentActor(), clientOf(requestHeaders))
}

async function describeFailure(thrown: unknown): Promise<{ error: AppError; failure: ActionFailure }> {
  const error = toAppError(thrown)
  const requestId = requestIdOf(await headers())
  logRefusal(error, { requestId, method: 'POST', path: 'action' })
  return { error, failure: { code: error.code, detail: error.publicDetail, requestId } }
}
