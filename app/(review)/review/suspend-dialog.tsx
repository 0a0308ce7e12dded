'use client'

import { useState } from 'react'
import { FailureNote } from '@/components/failure-note'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Textarea } from '@/components/ui/field'
import { useToast } from '@/components/ui/toast'
import { reasonedInput } from '@/lib/domain/widgets/widgets.schema'
import type { ActionFailure } from '@/lib/http/form-state.schema'
import { reinstateWidgetAction, suspendWidgetAction } from './actions'

type Suspendable = { id: string; name: string; partnerName: string; isSuspended: boolean }

/** Suspends a widget for every team, or lets it open again: each with a reason that everybody concerned reads. */
export function SuspendDialog({ widget, reason = '' }: { widget: Suspendable; reason?: string }) {
  const { show } = useToast()
  const [error, setError] = useState<string>()
  const [failure, setFailure] = useState<ActionFailure>()
  const { id, name, partnerName, isSuspended } = widget

  async function confirm(form: FormData): Promise<boolean> {
    setFailure(undefined)
    const input = reasonedInput.safeParse({ widgetId: id, reason: form.get('reason') })
    if (!input.success) {
      setError(input.error.issues[0]?.message)
      return false
    }
    setError(undefined)
    const result = await (isSuspended ? reinstateWidgetAction(input.data) : suspendWidgetAction(input.data))
    if (result.failure) {
      setFailure(result.failure)
      return false
    }
    show(
      isSuspended
        ? { title: `${name} is reinstated`, description: 'It opens again wherever it was on before.' }
        : {
            title: `${name} is suspended`,
            description: 'No launch opens any more, for any team. Their switches are kept.',
          },
    )
    return true
  }

  return (
    <ConfirmDialog
      trigger={{
        variant: isSuspended ? 'default' : 'quiet-danger',
        children: isSuspended ? 'Reinstate widget' : 'Suspend widget',
      }}
      onOpenChange={() => {
        setError(undefined)
        setFailure(undefined)
      }}
      title={isSuspended ? `Reinstate ${name}?` : `Suspend ${name}?`}
      description={
        isSuspended
          ? 'It opens again for every team, on each view where it was on before. Nobody has to switch anything.'
          : `From the next launch on it opens for nobody, in no team. Open tabs stay until they are reloaded. Teams and ${partnerName} see your reason.`
      }
      confirmLabel={isSuspended ? 'Reinstate widget' : 'Suspend widget'}
      cancelLabel={isSuspended ? 'Leave it suspended' : 'Leave it open'}
      danger={!isSuspended}
      action={confirm}
    >
      {failure ? <FailureNote failure={failure} /> : null}
      <Field id="suspension-reason" label="Reason" aside="kept in the history" error={error ?? null}>
        {(control) => (
          <Textarea {...control} name="reason" rows={3} required maxLength={2000} defaultValue={reason} />
        )}
      </Field>
    </ConfirmDialog>
  )
}
