import { Note } from '@/components/ui/note'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { listSwitches } from '@/lib/domain/installations/switches'
import { effectOf } from '@/lib/domain/protocols/facts.schema'
import { type Placement, placementLabels } from '@/lib/domain/protocols/placements.schema'
import { PlacementSwitch } from './placement-switch'

const waitWords = {
  connection: 'Off until you connect it',
  secret: 'Off until your team sets a secret for its partner',
}

/** The placements of the widget, each with its switch. */
export function PlacementsPanel({
  widgetId,
  protocol,
  contentHash,
  name,
  switches,
  memberCount,
  asked,
  canSwitch,
  waitsFor,
  isHeld,
}: {
  widgetId: string
  protocol: string
  /** The hash of the version on screen. */
  contentHash: string
  name: string
  switches: Awaited<ReturnType<typeof listSwitches>>
  memberCount: number
  /** The placement whose switch the reader came from. */
  asked: Placement | undefined
  canSwitch: boolean
  /** What has to happen first. */
  waitsFor: 'connection' | 'secret' | undefined
  isHeld: boolean
}) {
  const members = `${memberCount} ${memberCount === 1 ? 'member' : 'members'}`
  const next = switches.find(({ placement, enabled }) => placement === asked && !enabled)
  return (
    <Panel labelledBy="placements">
      <PanelHeader id="placements" title="Placements" meta={waitsFor ? waitWords[waitsFor] : undefined} />
      {next && canSwitch && !waitsFor && !isHeld ? (
        <Note
          tone="info"
          className="m-3.5 mb-1"
          title={`One more click: enable ${placementLabels[next.placement]}.`}
        >
          Connecting doesn’t enable the widget anywhere.
        </Note>
      ) : null}
      <Table
        caption={`Placements of ${name}`}
        columns={[{ label: 'Placement' }, { label: 'Adds' }, { label: 'Switch', className: 'w-72' }]}
      >
        {switches.map(({ placement, enabled, switchedAt, switchedBy }) => (
          <TableRow key={placement} className={placement === next?.placement ? 'bg-selected' : ''}>
            <TableCell kind="lead">{placementLabels[placement]}</TableCell>
            <TableCell label="Adds">
              {effectOf(protocol, placement)}, for {members}
            </TableCell>
            <TableCell label="Switch">
              <span className="flex items-start gap-2.5">
                {canSwitch ? (
                  <PlacementSwitch
                    widgetId={widgetId}
                    protocol={protocol}
                    contentHash={contentHash}
                    name={name}
                    placement={placement}
                    enabled={enabled}
                    members={members}
                    disabled={isHeld || (waitsFor !== undefined && !enabled)}
                  />
                ) : (
                  <Status phase={enabled ? 'active' : 'staged'} tone={enabled ? 'ok' : 'neutral'}>
                    {enabled ? 'On' : 'Off'}
                  </Status>
                )}
                <span className="min-w-0">
                  {canSwitch ? (enabled ? 'On' : 'Off') : null}
                  {switchedAt ? (
                    <CellMeta>
                      {switchedBy}, <Time value={switchedAt} />
                    </CellMeta>
                  ) : null}
                </span>
              </span>
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </Panel>
  )
}
