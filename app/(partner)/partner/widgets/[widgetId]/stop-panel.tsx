'use client'

import { ReasonDialog } from '@/app/reason-dialog'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { stopWidgetAction } from '../actions'

/** Lets a partner stop its own widget. */
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
      <PanelHeader id="stop" title="Stop all launches" meta="If something is wrong on your side" />
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
              ? `Its tab disappears for ${teamCount} ${teamCount === 1 ? 'team' : 'teams'} at the next launch. Open tabs stay until they’re reloaded.`
              : 'It stops opening at the next launch.'
          }
          confirmLabel="Stop all launches"
          danger
          action={stopWidgetAction}
          done={{ title: 'All launches are stopped', description: 'You can allow them again on this page.' }}
        />
      </PanelBody>
    </Panel>
  )
}
