'use client'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { useCall } from '@/components/use-call'
import { uninstallWidgetAction } from './actions'

/** Removes the widget from the team. */
export function UninstallPanel({
  widgetId,
  name,
  partnerName,
}: {
  widgetId: string
  name: string
  partnerName: string
}) {
  const uninstall = useCall(uninstallWidgetAction)
  return (
    <Panel labelledBy="uninstall">
      <PanelHeader id="uninstall" title="Uninstall" />
      <PanelBody className="grid justify-items-start gap-2">
        <p className="max-w-[72ch] text-ink-2">
          Disables {name} everywhere and revokes its secret and the API access of {partnerName} at once.
        </p>
        <ConfirmDialog
          trigger={{ variant: 'danger', children: `Uninstall ${name}` }}
          title={`Uninstall ${name}?`}
          description={`It’s disabled everywhere for the whole team. Its secret is revoked, so ${partnerName} can’t read later launches, and its tokens stop working. Activities that it logged are kept. To use it again, connect it again.`}
          confirmLabel="Uninstall widget"
          cancelLabel="Keep widget"
          danger
          action={() => uninstall.call({ widgetId }, { title: `${name} is uninstalled` })}
        />
      </PanelBody>
    </Panel>
  )
}
