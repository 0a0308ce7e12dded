'use client'

import { Dialog } from '@/components/ui/dialog'
import { SubmitForm } from '../submit-form'

/** Submits the version from its report. */
export function SubmitDialog({
  widgetId,
  number,
  isReady,
}: {
  widgetId: string
  number: number
  /** Whether the version can be submitted; the report above names what is missing. */
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
