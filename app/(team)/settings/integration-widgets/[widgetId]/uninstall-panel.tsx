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
          Switches {name} off everywhere, and ends its secret and whatever {partnerName} was given, at once.
        </p>
        <ConfirmDialog
          trigger={{ variant: 'danger', children: `Uninstall ${name}` }}
          title={`Uninstall ${name}?`}
          description={`Every switch of it goes off for the whole team. Its secret is revoked, so ${partnerName} can open no launch that comes later, and its tokens stop. What it logged stays. To use it again you connect it again.`}
          confirmLabel="Uninstall it"
          cancelLabel="Keep it"
          danger
          action={() => uninstall.call({ widgetId }, { title: `${name} is uninstalled` })}
        />
      </PanelBody>
    </Panel>
  )
}
