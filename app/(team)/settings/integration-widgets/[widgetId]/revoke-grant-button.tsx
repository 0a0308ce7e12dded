'use client'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useCall } from '@/components/use-call'
import { revokeGrantAction } from './actions'

/** Ends a grant, after saying what goes on all the same. */
export function RevokeGrantButton({
  widgetId,
  grantId,
  partnerName,
  by,
}: {
  widgetId: string
  grantId: string
  partnerName: string
  by: string
}) {
  const revoke = useCall(revokeGrantAction)
  return (
    <ConfirmDialog
      trigger={{
        size: 'sm',
        variant: 'quiet-danger',
        children: 'Revoke',
        'aria-label': `Revoke what ${by} agreed to`,
      }}
      title={`Revoke the access of ${partnerName}?`}
      description={`Its tokens stop at once, and it can read nothing more by the API. The widget stays connected: its tabs go on, since their launches are encrypted by this team’s secret. To end those too, switch it off or uninstall it.`}
      confirmLabel="Revoke access"
      cancelLabel="Keep it"
      danger
      action={() => revoke.call({ widgetId, grantId }, { title: `The access of ${partnerName} is revoked` })}
    />
  )
}
