'use client'

import { ReasonDialog } from '@/app/reason-dialog'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { archiveWidgetAction } from '../actions'

/** Archives a widget that its partner no longer offers. */
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
          {name} stops opening and disappears from all lists, yours and the teams’. Nothing is deleted, and an
          owner can restore it.
        </p>
        <ReasonDialog
          widgetId={widgetId}
          trigger={{ variant: 'quiet-danger', children: 'Archive' }}
          title={`Archive ${name}?`}
          description={
            teamCount > 0
              ? `Its tab disappears for ${teams} at the next launch. To find the widget again, filter Widgets by the status Archived.`
              : 'To find the widget again, filter Widgets by the status Archived.'
          }
          confirmLabel={`Archive ${name}`}
          danger
          action={archiveWidgetAction}
          done={{ title: `${name} is archived`, description: 'You can restore it on this page.' }}
        />
      </PanelBody>
    </Panel>
  )
}
