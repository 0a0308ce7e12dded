'use client'

import { ReasonDialog } from '@/app/reason-dialog'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { archiveWidgetAction } from '../actions'

/** Puts away a widget that is no longer offered. */
export function ArchivePanel({
  widgetId,
  name,
  teamCount,
}: {
  widgetId: string
  name: string
  teamCount: number
}) {
  const teams = `${teamCount} ${teamCount === 1 ? 'team' : 'teams'}`
  return (
    <Panel labelledBy="archive">
      <PanelHeader id="archive" title="Archive" meta="When you no longer offer it" />
      <PanelBody className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-[60ch] text-ink-2">
          {name} stops opening and leaves every list, yours and the teams’. Nothing is deleted, and an owner
          can restore it.
        </p>
        <ReasonDialog
          widgetId={widgetId}
          trigger={{ variant: 'quiet-danger', children: 'Archive' }}
          title={`Archive ${name}?`}
          description={
            teamCount > 0
              ? `From the next launch on, its tab disappears for ${teams}. You find it again under Widgets with the status Archived.`
              : 'You find it again under Widgets with the status Archived.'
          }
          confirmLabel={`Archive ${name}`}
          danger
          action={archiveWidgetAction}
          done={{ title: `${name} is archived`, description: 'Restore it on this page.' }}
        />
      </PanelBody>
    </Panel>
  )
}
