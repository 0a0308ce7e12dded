'use client'

import { ReasonDialog } from '@/app/reason-dialog'
import { reinstateWidgetAction, suspendWidgetAction } from './actions'

type Suspendable = { id: string; name: string; partnerName: string; isSuspended: boolean }

/** Suspends a widget for all teams, or reinstates it, with a reason that partner and teams see. */
export function SuspendDialog({ widget, reason = '' }: { widget: Suspendable; reason?: string }) {
  const { id, name, partnerName, isSuspended } = widget
  return isSuspended ? (
    <ReasonDialog
      widgetId={id}
      trigger={{ children: 'Reinstate widget' }}
      title={`Reinstate ${name}?`}
      description="It opens again for every team, in each placement where it was enabled before. Nobody has to change a switch."
      confirmLabel="Reinstate widget"
      danger={false}
      reason={reason}
      action={reinstateWidgetAction}
      done={{
        title: `${name} is reinstated`,
        description: 'It opens again wherever it was enabled before.',
      }}
    />
  ) : (
    <ReasonDialog
      widgetId={id}
      trigger={{ variant: 'quiet-danger', children: 'Suspend widget' }}
      title={`Suspend ${name}?`}
      description={`It stops opening for all teams at the next launch. Open tabs stay until they’re reloaded. Teams and ${partnerName} see your reason.`}
      confirmLabel="Suspend widget"
      danger
      reason={reason}
      action={suspendWidgetAction}
      done={{
        title: `${name} is suspended`,
        description: 'It no longer opens for any team. Switches are kept.',
      }}
    />
  )
}
