'use client'

import { useRouter } from 'next/navigation'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { useCall } from '@/components/use-call'
import { deleteDraftAction } from '../actions'

/** Deletes a draft that was never approved. */
export function DeletePanel({ widgetId, name }: { widgetId: string; name: string }) {
  const router = useRouter()
  const remove = useCall(deleteDraftAction)
  return (
    <Panel labelledBy="delete">
      <PanelHeader id="delete" title="Delete this draft" />
      <PanelBody className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-[60ch] text-ink-2">
          {name} was never approved, so you can delete it with its versions, secrets, reports and launches.
        </p>
        <ConfirmDialog
          trigger={{ variant: 'quiet-danger', children: 'Delete' }}
          title={`Delete ${name}?`}
          description="Its secrets stop working and its reports are deleted. The audit log is kept. This can’t be undone."
          confirmLabel={`Delete ${name}`}
          cancelLabel="Keep draft"
          danger
          action={async () => {
            const done = await remove.call({ widgetId }, { title: `${name} was deleted`, travels: true })
            if (!done) return false
            router.push('/partner/widgets')
            return true
          }}
        />
      </PanelBody>
    </Panel>
  )
}
