import { hrefWith } from '@/app/search-params'
import { LaunchOutcome } from '@/components/launch-outcome'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import type { TeamActor } from '@/lib/auth/permissions'
import { listRecordLaunches } from '@/lib/domain/launches/launches'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'

/** Which widgets were opened on this record, by whom, and how it went. */
export async function LaunchTable({
  actor,
  recordId,
  path,
  cursor,
}: {
  actor: TeamActor
  recordId: string
  path: string
  cursor: string | undefined
}) {
  const { launches, nextCursor } = await listRecordLaunches(actor, { recordId, cursor })
  if (launches.length === 0) {
    return (
      <EmptyState
        framed
        title="No widget was opened here yet"
        actions={cursor ? <ButtonLink href={`${path}?tab=launches`}>First page</ButtonLink> : undefined}
      >
        Each time a member opens a widget on this record, it is listed here with how it went.
      </EmptyState>
    )
  }
  return (
    <Panel>
      <Table
        caption="Widgets opened on this record"
        columns={[{ label: 'Widget' }, { label: 'Opened by' }, { label: 'When' }, { label: 'Outcome' }]}
      >
        {launches.map((launch) => (
          <TableRow key={launch.id}>
            <TableCell kind="lead">
              <span className="flex items-center gap-2">
                <Tile
                  size="sm"
                  icon={launch.version.icon as WidgetIcon}
                  colour={launch.version.colour as WidgetColour}
                />
                {launch.version.name}
              </span>
            </TableCell>
            <TableCell label="Opened by">{launch.user.name}</TableCell>
            <TableCell label="When">
              <Time value={launch.createdAt} shape="both" />
            </TableCell>
            <TableCell label="Outcome">
              <LaunchOutcome outcome={launch.outcome} reason={launch.reason} />
            </TableCell>
          </TableRow>
        ))}
      </Table>
      <PanelFooter>
        <Pager
          summary={`${launches.length} ${launches.length === 1 ? 'launch' : 'launches'} on this page, newest first`}
          {...(nextCursor ? { nextHref: hrefWith(path, { tab: 'launches', cursor: nextCursor }) } : {})}
        />
      </PanelFooter>
    </Panel>
  )
}
