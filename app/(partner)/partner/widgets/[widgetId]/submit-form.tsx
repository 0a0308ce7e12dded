'use client'

import type { ReactNode } from 'react'
import { ActionForm } from '@/components/action-form'
import { Field, Textarea } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import type { Done } from '@/lib/http/form-state.schema'
import { submitVersionAction } from '../actions'

/** Submits a version for review, with a note. */
export function SubmitForm({
  widgetId,
  number,
  isReady,
  obstacles,
  actions,
}: {
  widgetId: string
  number: number
  isReady: boolean
  /** Why it can't be submitted yet. */
  obstacles?: ReactNode
  /** What stands beside the button. */
  actions?: ReactNode
}) {
  return (
    <ActionForm<{ note: string; widgetId: string }, Done>
      action={submitVersionAction}
      className="grid max-w-[46rem] gap-3"
    >
      {(fields) => (
        <>
          <input type="hidden" name="widgetId" value={widgetId} />
          <p className="text-ink-2">
            A reviewer checks name, description, address, placements and permissions. You can’t edit the
            version until they decide or you withdraw it.
          </p>
          {obstacles}
          <Field
            id={fields.note.id}
            label="Note to the reviewer"
            aside="optional"
            error={fields.note.errors ?? null}
          >
            {(control) => (
              <Textarea
                {...control}
                name="note"
                rows={2}
                maxLength={2000}
                defaultValue={fields.note.initialValue}
              />
            )}
          </Field>
          <div className="flex flex-wrap gap-2">
            <SubmitButton variant="primary" disabled={!isReady}>
              Submit version {number} for review
            </SubmitButton>
            {actions}
          </div>
        </>
      )}
    </ActionForm>
  )
}
