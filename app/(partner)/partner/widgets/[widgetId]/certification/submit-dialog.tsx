'use client'

import { Dialog } from '@/components/ui/dialog'
import { SubmitForm } from '../submit-form'

/** Submitting from the report that allows it. */
export function SubmitDialog({
  widgetId,
  number,
  isReady,
}: {
  widgetId: string
  number: number
  /** Whether nothing is in the way; what is, the report above says. */
  isReady: boolean
}) {
  return (
    <Dialog
      title={`Submit version ${number} for review`}
      trigger={{
        variant: isReady ? 'primary' : 'default',
        disabled: !isReady,
        children: 'Submit for review',
      }}
    >
      <SubmitForm widgetId={widgetId} number={number} isReady={isReady} />
    </Dialog>
  )
}
