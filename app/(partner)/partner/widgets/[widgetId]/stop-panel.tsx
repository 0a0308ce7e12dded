'use client'

import { ReasonDialog } from '@/app/reason-dialog'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { stopWidgetAction } from '../actions'

/** The partner's own kill switch. */
export function StopPanel({
  widgetId,
  name,
  teamCount,
}: {
  widgetId: string
  name: string
  teamCount: number
}) {
  return (
    <Panel labelledBy="stop">
      <PanelHeader id="stop" title="Stop all launches" meta="For trouble on your side" />
      <PanelBody className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-[60ch] text-ink-2">
          {name} stops opening for everyone. Switches are kept, and an owner can allow launches again.
        </p>
        <ReasonDialog
          widgetId={widgetId}
          trigger={{ variant: 'quiet-danger', children: 'Stop all launches' }}
          title={`Stop all launches of ${name}?`}
          description={
            teamCount > 0
              ? `From the next launch on, its tab disappears for ${teamCount} ${teamCount === 1 ? 'team' : 'teams'}. Open tabs stay until they are reloaded.`
              : 'From the next launch on, it opens for nobody.'
          }
          confirmLabel="Stop all launches"
          danger
          action={stopWidgetAction}
          done={{ title: 'All launches are stopped', description: 'Allow them again on this page.' }}
        />
      </PanelBody>
    </Panel>
  )
}
