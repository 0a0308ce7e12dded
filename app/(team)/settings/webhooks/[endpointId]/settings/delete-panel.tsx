'use client'

import { useRouter } from 'next/navigation'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { useCall } from '@/components/use-call'
import { deleteWebhookAction } from '../../actions'

export function DeletePanel({ endpointId }: { endpointId: string }) {
  const router = useRouter()
  const remove = useCall(deleteWebhookAction)
  return (
    <Panel labelledBy="danger">
      <PanelHeader id="danger" title="Delete" />
      <PanelBody className="flex flex-wrap items-center gap-2">
        <ConfirmDialog
          trigger={{ variant: 'danger', children: 'Delete' }}
          title="Delete this webhook?"
          description="Events that wait aren’t sent any more, and its log is removed. This can’t be undone."
          confirmLabel="Delete webhook"
          cancelLabel="Keep webhook"
          danger
          action={async () => {
            if (await remove.call({ endpointId }, { title: 'Webhook deleted', travels: true }))
              router.push('/settings/webhooks')
          }}
        />
      </PanelBody>
    </Panel>
  )
}
