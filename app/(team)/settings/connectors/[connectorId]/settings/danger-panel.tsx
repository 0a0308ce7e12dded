'use client'

import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { useCall } from '@/components/use-call'
import { deleteConnectorAction, switchConnectorAction } from '../../actions'

/** Disabling can be undone, deleting can't. */
export function DangerPanel({
  connectorId,
  name,
  isDisabled,
}: {
  connectorId: string
  name: string
  isDisabled: boolean
}) {
  const router = useRouter()
  const turn = useCall(switchConnectorAction)
  const remove = useCall(deleteConnectorAction)
  return (
    <Panel labelledBy="danger">
      <PanelHeader id="danger" title="Disable or delete" />
      <PanelBody className="flex flex-wrap items-center gap-2">
        <Button
          pending={turn.isPending}
          onClick={() =>
            turn.call(
              { connectorId, enabled: isDisabled },
              { title: isDisabled ? `${name} is enabled` : `${name} is disabled` },
            )
          }
        >
          {isDisabled ? 'Enable' : 'Disable'}
        </Button>
        <ConfirmDialog
          trigger={{ variant: 'danger', children: 'Delete' }}
          title={`Delete ${name}?`}
          description="Its secrets are revoked and its URLs stop working for good. Activities that it logged on records are kept."
          confirmLabel="Delete connector"
          cancelLabel="Keep connector"
          danger
          action={async () => {
            if (await remove.call({ connectorId }, { title: `${name} is deleted`, travels: true }))
              router.push('/settings/connectors')
          }}
        />
        <p className="basis-full text-ink-3 text-xs">
          Callers can’t tell a disabled or deleted connector from one that never existed.
        </p>
      </PanelBody>
    </Panel>
  )
}
