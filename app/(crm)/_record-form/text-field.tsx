'use client'

import { Field, Input, type InputProps, Textarea } from '@/components/ui/field'
import type { ControlProps } from './record-form'

type Text = {
  controls: ControlProps
  name: string
  label: string
  hint?: string
  isRequired?: boolean
  className?: string
}

/** A field of one line. Problems are told by the server, all at once, so the browser holds nothing back. */
export function TextField({
  controls: { values, errorOf, idOf },
  name,
  label,
  hint,
  isRequired = false,
  className,
  ...input
}: Text & Omit<InputProps, 'name' | 'id'>) {
  return (
    <Field
      id={idOf(name)}
      label={label}
      hint={hint}
      error={errorOf(name) ?? null}
      {...(className ? { className } : {})}
    >
      {(control) => (
        <Input
          autoComplete="off"
          {...input}
          {...control}
          name={name}
          aria-required={isRequired || undefined}
          defaultValue={values[name] ?? ''}
        />
      )}
    </Field>
  )
}

export function LongTextField({ controls: { values, errorOf, idOf }, name, label, className }: Text) {
  return (
    <Field id={idOf(name)} label={label} error={errorOf(name) ?? null} {...(className ? { className } : {})}>
      {(control) => <Textarea {...control} name={name} rows={5} defaultValue={values[name] ?? ''} />}
    </Field>
  )
}
