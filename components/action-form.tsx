'use client'

import { type FormMetadata, getFormProps, useForm } from '@conform-to/react'
import { type FormEvent, type ReactNode, useActionState } from 'react'
import { FailureNote } from '@/components/failure-note'
import type { ActionFailure, FormState } from '@/lib/http/form-state.schema'

/**
 * A form behind a server action: field errors where they belong, one failure above the fields, and a plain post before hydration.
 * `children` draws the fields; `after` replaces them once the action has given its data.
 */
export function ActionForm<Input extends Record<string, unknown>, Data>({
  action,
  defaultValue,
  className = 'grid gap-4',
  id,
  children,
  after,
}: {
  action: (previous: FormState<Data>, form: FormData) => Promise<FormState<Data>>
  defaultValue?: Record<string, string | string[] | undefined>
  className?: string
  id?: string
  children: (fields: ReturnType<FormMetadata<Input>['getFieldset']>, pending: boolean) => ReactNode
  after?: (data: Data) => ReactNode
}) {
  const [state, post, pending] = useActionState(action, undefined)
  const [form, fields] = useForm<Input>({
    ...(id ? { id } : {}),
    ...(defaultValue ? { defaultValue: defaultValue as never } : {}),
    lastResult: state?.submission ?? null,
    shouldRevalidate: 'onSubmit',
  })
  // React resets a form after its action, also after a refused one: then what was typed would be gone.
  const keepTyped = (event: FormEvent) => {
    if (state?.data === undefined) event.preventDefault()
  }
  if (state?.data !== undefined && after) return <>{after(state.data)}</>
  return (
    <form {...getFormProps(form)} action={post} onReset={keepTyped} className={className}>
      {state?.failure ? <FailureNote failure={state.failure satisfies ActionFailure} /> : null}
      {children(fields, pending)}
    </form>
  )
}
