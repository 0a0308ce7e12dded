'use client'

import { useRef } from 'react'
import { Button, ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import {
  isRecordPlacement,
  type Placement,
  placementPlace,
  recordPlacements,
} from '@/lib/domain/protocols/placements.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { answerTestingAction } from './actions'
import { SwitchCell } from './switch-cell'
import { useRowKeys } from './use-row-keys'
import { type InstallationRow, useSwitches } from './use-switches'

/** The widgets of a team with a switch for each placement they offer. */
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
  const hasOthers = widgets.some((widget) => othersOf(widget).length > 0)
  const cell = (widget: InstallationRow, placement: Placement) => ({
    widget,
    placement,
    state: stateOf(widget, placement),
    memberCount,
    canSwitch,
    onToggle: (enabled: boolean) => toggle(widget, placement, enabled),
  })
  return (
    <div ref={table}>
      <Table
        caption="Integration widgets"
        density="loose"
        columns={[
          { label: 'Widget', className: hasOthers ? 'w-[38%]' : 'w-1/2' },
          ...recordPlacements.map((placement) => ({
            label: placementPlace(placement),
            aside: `${widgets.filter((widget) => stateOf(widget, placement).enabled).length} on`,
            className: 'w-52',
          })),
          ...(hasOthers ? [{ label: 'Elsewhere', className: 'w-56' }] : []),
        ]}
      >
        {widgets.map((widget) => (
          <TableRow key={widget.id}>
            <TableCell kind="lead">
              <WidgetSummary widget={widget} canSwitch={canSwitch} />
            </TableCell>
            {recordPlacements.map((placement) => (
              <TableCell
                key={placement}
                label={placementPlace(placement)}
                className={isHiddenOnPhone(widget, placement) ? 'max-md:hidden' : ''}
              >
                <SwitchCell {...cell(widget, placement)} />
              </TableCell>
            ))}
            {hasOthers ? (
              <TableCell label="Elsewhere" className={othersOf(widget).length === 0 ? 'max-md:hidden' : ''}>
                {othersOf(widget).length === 0 ? (
                  <span className="text-ink-3">Not offered</span>
                ) : (
                  <span className="grid gap-2">
                    {othersOf(widget).map(({ placement }) => (
                      <SwitchCell key={placement} {...cell(widget, placement)} isNamed />
                    ))}
                  </span>
                )}
              </TableCell>
            ) : null}
          </TableRow>
        ))}
      </Table>
    </div>
  )
}

const needs = {
  connection: { action: 'Connect', words: 'Connect it to its partner before you enable it.' },
  secret: { action: 'Set a secret', words: 'Set a secret for its partner before you enable it.' },
}

function WidgetSummary({ widget, canSwitch }: { widget: InstallationRow; canSwitch: boolean }) {
  return (
    <div className="flex gap-3">
      <Tile icon={widget.icon as WidgetIcon} colour={widget.colour as WidgetColour} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
          <Link
            href={`/settings/integration-widgets/${widget.id}`}
            className="break-words font-medium text-base"
          >
            {widget.name}
          </Link>
          <span className="text-ink-2">{widget.partner.name}</span>
          {widget.isTesting ? <Tag tone="warn">Your team only, testing</Tag> : null}
          {widget.suspendedAt ? <Tag tone="danger">Suspended</Tag> : null}
          {!widget.suspendedAt && widget.stoppedAt ? <Tag tone="danger">Stopped</Tag> : null}
        </p>
        <div className="line-clamp-3 max-w-[62ch] break-words text-ink-2">{widget.summary}</div>
        {widget.full ? (
          <details className="max-w-[62ch] text-ink-2">
            <summary className="cursor-pointer text-accent-ink text-xs">Show more</summary>
            {widget.full}
          </details>
        ) : null}
        {widget.isTesting ? (
          <p className="flex flex-wrap items-center gap-x-2 text-ink-3 text-xs">
            {widget.isApproved
              ? 'Your team sees the next version before other teams.'
              : 'Only your team sees it until platform review approves it.'}
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
            {widget.suspensionReason ? `: ${widget.suspensionReason}` : ''}. You don’t need to do anything.
          </p>
        ) : null}
        {widget.needs && !widget.suspendedAt && !widget.stoppedAt ? (
          <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-3 text-xs">
            {canSwitch ? (
              <ButtonLink
                size="sm"
                href={hrefOfOnly(widget)}
                aria-label={`${needs[widget.needs].action} ${widget.name}`}
              >
                {needs[widget.needs].action}
              </ButtonLink>
            ) : null}
            {needs[widget.needs].words}
          </p>
        ) : null}
        {!widget.suspendedAt && widget.stoppedAt ? (
          <p className="text-ink-3 text-xs">Its partner stopped all launches. Your switches are kept.</p>
        ) : null}
      </div>
    </div>
  )
}

/** The widget's page; with its only placement, which the page then offers to enable once it's connected. */
function hrefOfOnly(widget: InstallationRow): string {
  const offered = widget.placements.filter(({ isOffered }) => isOffered)
  const only = offered.length === 1 ? `?placement=${offered[0]?.placement}` : ''
  return `/settings/integration-widgets/${widget.id}${only}`
}

/** The placements outside record pages that a widget offers, or offered while they were on. */
function othersOf(widget: InstallationRow) {
  return widget.placements.filter(
    ({ placement, isOffered, withdrawnAt }) => !isRecordPlacement(placement) && (isOffered || withdrawnAt),
  )
}

function isHiddenOnPhone(widget: InstallationRow, placement: string): boolean {
  return !widget.placements.some(
    (entry) => entry.placement === placement && (entry.isOffered || entry.withdrawnAt),
  )
}
