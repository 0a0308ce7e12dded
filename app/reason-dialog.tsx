'use client'

import { type ReactNode, useState } from 'react'
import { FailureNote } from '@/components/failure-note'
import type { ButtonProps } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Textarea } from '@/components/ui/field'
import { useToast } from '@/components/ui/toast'
import { reasonedInput } from '@/lib/domain/widgets/widgets.schema'
import type { ActionFailure } from '@/lib/http/form-state.schema'

/** Asks for a reason before an action that affects every team with the widget. */
export function ReasonDialog({
  widgetId,
  trigger,
  title,
  description,
  confirmLabel,
  cancelLabel = 'Cancel',
  danger,
  reason = '',
  action,
  done,
}: {
  widgetId: string
  trigger: ButtonProps
  title: string
  description: ReactNode
  confirmLabel: string
  cancelLabel?: string
  danger: boolean
  /** The initial text. */
  reason?: string
  action: (input: { widgetId: string; reason: string }) => Promise<{ failure?: ActionFailure | undefined }>
  /** The toast after a success. */
  done: { title: string; description?: string }
}) {
  const { show } = useToast()
  const [error, setError] = useState<string>()
  const [failure, setFailure] = useState<ActionFailure>()

  async function confirm(form: FormData): Promise<boolean> {
    setFailure(undefined)
    const input = reasonedInput.safeParse({ widgetId, reason: form.get('reason') })
    setError(input.error?.issues[0]?.message)
    if (!input.success) return false
    const result = await action(input.data)
    setFailure(result.failure)
    if (result.failure) return false
    show(done)
    return true
  }

  return (
    <ConfirmDialog
      trigger={trigger}
      onOpenChange={() => {
        setError(undefined)
        setFailure(undefined)
      }}
      title={title}
      description={description}
      confirmLabel={confirmLabel}
      cancelLabel={cancelLabel}
      danger={danger}
      action={confirm}
    >
      {failure ? <FailureNote failure={failure} /> : null}
      <Field id="reason" label="Reason" aside="kept in the history" error={error ?? null}>
        {(control) => (
          <Textarea {...control} name="reason" rows={3} required maxLength={2000} defaultValue={reason} />
        )}
      </Field>
    </ConfirmDialog>
  )
}
