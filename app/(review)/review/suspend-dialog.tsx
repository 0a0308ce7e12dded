'use client'

import { ReasonDialog } from '@/app/reason-dialog'
import { reinstateWidgetAction, suspendWidgetAction } from './actions'

type Suspendable = { id: string; name: string; partnerName: string; isSuspended: boolean }

/** Suspends a widget for every team, or lets it open again: each with a reason that everybody concerned reads. */
export function SuspendDialog({ widget, reason = '' }: { widget: Suspendable; reason?: string }) {
  const { id, name, partnerName, isSuspended } = widget
  return isSuspended ? (
    <ReasonDialog
      widgetId={id}
      trigger={{ children: 'Reinstate widget' }}
      title={`Reinstate ${name}?`}
      description="It opens again for every team, on each view where it was on before. Nobody has to switch anything."
      confirmLabel="Reinstate widget"
      danger={false}
      reason={reason}
      action={reinstateWidgetAction}
      done={{
        title: `${name} is reinstated`,
        description: 'It opens again wherever it was on before.',
      }}
    />
  ) : (
    <ReasonDialog
      widgetId={id}
      trigger={{ variant: 'quiet-danger', children: 'Suspend widget' }}
      title={`Suspend ${name}?`}
      description={`From the next launch on it opens for nobody, in no team. Open tabs stay until they are reloaded. Teams and ${partnerName} see your reason.`}
      confirmLabel="Suspend widget"
      danger
      reason={reason}
      action={suspendWidgetAction}
      done={{
        title: `${name} is suspended`,
        description: 'No launch opens any more, for any team. Their switches are kept.',
      }}
    />
  )
}
