'use client'

import { useState } from 'react'
import type { z } from 'zod'
import { FailureNote } from '@/components/failure-note'
import type { ButtonProps } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Input } from '@/components/ui/field'
import { useToast } from '@/components/ui/toast'
import type { ActionFailure, CallResult } from '@/lib/http/form-state.schema'

type TextField = {
  name: string
  label: string
  hint?: string
  value: string
  isRequired?: boolean
}

/** A few text fields in a dialog. Errors stand beside their fields, and the dialog stays open until it is saved. */
export function FieldsDialog<Schema extends z.ZodType>({
  trigger,
  title,
  description,
  confirmLabel,
  fields,
  schema,
  hidden = {},
  action,
  done,
}: {
  trigger: ButtonProps
  title: string
  description: string
  confirmLabel: string
  fields: TextField[]
  schema: Schema
  /** What the action needs besides the fields. */
  hidden?: Record<string, string>
  action: (input: z.input<Schema>) => Promise<CallResult<unknown>>
  done: string
}) {
  const { show } = useToast()
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState<ActionFailure>()
  // React resets a form after its action, also after a refused one, so it gets the typed values again.
  const [kept, setKept] = useState<Record<string, string>>({})

  async function save(form: FormData): Promise<boolean> {
    setFailure(undefined)
    const typed = Object.fromEntries(fields.map(({ name }) => [name, String(form.get(name) ?? '')]))
    setKept(typed)
    const given = { ...hidden, ...typed } as z.input<Schema>
    const parsed = schema.safeParse(given)
    const issues = parsed.error?.issues ?? []
    setErrors(Object.fromEntries(issues.map(({ path, message }) => [String(path[0]), message])))
    if (!parsed.success) return false
    const result = await action(given)
    setFailure(result.failure)
    if (result.failure) return false
    show({ title: done })
    return true
  }

  return (
    <ConfirmDialog
      trigger={trigger}
      onOpenChange={() => {
        setErrors({})
        setFailure(undefined)
        setKept({})
      }}
      title={title}
      description={description}
      confirmLabel={confirmLabel}
      action={save}
    >
      <div className="grid gap-4">
        {failure ? <FailureNote failure={failure} /> : null}
        {fields.map(({ name, label, hint, value, isRequired = false }) => (
          <Field
            key={name}
            id={`field-${name}`}
            label={label}
            {...(isRequired ? {} : { aside: 'optional' })}
            {...(hint ? { hint } : {})}
            error={errors[name] ?? null}
          >
            {(control) => (
              <Input
                {...control}
                name={name}
                required={isRequired}
                defaultValue={kept[name] ?? value}
                autoComplete="off"
              />
            )}
          </Field>
        ))}
      </div>
    </ConfirmDialog>
  )
}
