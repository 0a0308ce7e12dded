'use client'

import { Building2, User } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import { placementLabels, placements } from '@/lib/domain/widget-settings.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets.schema'
import { answerTestingAction } from './actions'
import { SwitchCell } from './switch-cell'
import { useRowKeys } from './use-row-keys'
import { type InstallationRow, useSwitches } from './use-switches'

/** The widgets of a team with a switch for each view that they offer. */
export function InstallationTable({
  widgets,
  memberCount,
  canSwitch,
  singleKeys,
}: {
  widgets: InstallationRow[]
  memberCount: number
  canSwitch: boolean
  singleKeys: boolean
}) {
  const table = useRef<HTMLDivElement>(null)
  const { stateOf, toggle } = useSwitches(memberCount, singleKeys)
  useRowKeys(table, singleKeys)
  return (
    <div ref={table}>
      <Table
        caption="Integration partner widgets"
        density="loose"
        columns={[
          { label: 'Widget', className: 'w-1/2' },
          { label: 'Placements' },
          ...placements.map((placement) => ({
            label: `${placementLabels[placement]} view`,
            aside: `${widgets.filter((widget) => stateOf(widget, placement).enabled).length} on`,
            className: 'w-52',
          })),
        ]}
      >
        {widgets.map((widget) => (
          <TableRow key={widget.id}>
            <TableCell kind="lead">
              <WidgetSummary widget={widget} canSwitch={canSwitch} />
            </TableCell>
            <TableCell hideOnPhone>
              {widget.placements.map(({ placement, isOffered }) =>
                isOffered ? (
                  <span key={placement} className="flex items-center gap-1.5 whitespace-nowrap">
                    <Icon of={placement === 'person' ? User : Building2} size={14} className="text-ink-3" />
                    {placementLabels[placement]}
                  </span>
                ) : null,
              )}
            </TableCell>
            {placements.map((placement) => (
              <TableCell
                key={placement}
                label={`${placementLabels[placement]} view`}
                className={isHiddenOnPhone(widget, placement) ? 'max-md:hidden' : ''}
              >
                <SwitchCell
                  widget={widget}
                  placement={placement}
                  state={stateOf(widget, placement)}
                  memberCount={memberCount}
                  canSwitch={canSwitch}
                  onToggle={(enabled) => toggle(widget, placement, enabled)}
                />
              </TableCell>
            ))}
          </TableRow>
        ))}
      </Table>
    </div>
  )
}

function WidgetSummary({ widget, canSwitch }: { widget: InstallationRow; canSwitch: boolean }) {
  return (
    <div className="flex gap-3">
      <Tile icon={widget.icon as WidgetIcon} colour={widget.colour as WidgetColour} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
          <span className="break-words font-medium text-base">{widget.name}</span>
          <span className="text-ink-2">{widget.partner.name}</span>
          {widget.isTesting ? <Tag tone="warn">Testing only, your team</Tag> : null}
          {widget.suspendedAt ? <Tag tone="danger">Suspended</Tag> : null}
          {!widget.suspendedAt && widget.stoppedAt ? <Tag tone="danger">Stopped</Tag> : null}
        </p>
        <div className="line-clamp-3 max-w-[62ch] break-words text-ink-2">{widget.summary}</div>
        {widget.full ? (
          <details className="max-w-[62ch] text-ink-2">
            <summary className="cursor-pointer text-accent-ink text-xs">All of it</summary>
            {widget.full}
          </details>
        ) : null}
        {widget.isTesting ? (
          <p className="flex flex-wrap items-center gap-x-2 text-ink-3 text-xs">
            {widget.isApproved
              ? 'Your team sees the next version before all others.'
              : 'Visible to your team alone until platform review approves it.'}
            {canSwitch ? (
              <Button
                variant="quiet"
                size="sm"
                onClick={() => void answerTestingAction({ widgetId: widget.id, accept: false })}
              >
                End test
              </Button>
            ) : null}
          </p>
        ) : null}
        {widget.suspendedAt ? (
          <p className="text-ink-3 text-xs">
            Suspended by platform review on <Time value={widget.suspendedAt} shape="date" />
            {widget.suspensionReason ? `: ${widget.suspensionReason}` : ''}. Nothing to do for you.
          </p>
        ) : null}
        {!widget.suspendedAt && widget.stoppedAt ? (
          <p className="text-ink-3 text-xs">
            Its partner stopped every launch. Your switches are kept for its return.
          </p>
        ) : null}
      </div>
    </div>
  )
}

function isHiddenOnPhone(widget: InstallationRow, placement: string): boolean {
  return !widget.placements.some(
    (entry) => entry.placement === placement && (entry.isOffered || entry.withdrawnAt),
  )
}
