'use client'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useCall } from '@/components/use-call'
import { revokeGrantAction } from './actions'

/** Revokes a grant, after saying what keeps working. */
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
        'aria-label': `Revoke access granted by ${by}`,
      }}
      title={`Revoke the access of ${partnerName}?`}
      description={`Its tokens stop working at once, so it can no longer use the API. The widget stays connected and its tabs still open, since this team’s secret encrypts their launches. To stop those too, disable or uninstall the widget.`}
      confirmLabel="Revoke access"
      cancelLabel="Keep access"
      danger
      action={() => revoke.call({ widgetId, grantId }, { title: `The access of ${partnerName} is revoked` })}
    />
  )
}
