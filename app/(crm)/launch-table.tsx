import { findLaunch } from '@/app/_launches/find-launch'
import { LaunchDetails } from '@/app/_launches/launch-details'
import { LaunchDrawer } from '@/app/_launches/launch-drawer'
import { hrefWith } from '@/app/search-params'
import { LaunchOutcome } from '@/components/launch-outcome'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import type { TeamActor } from '@/lib/auth/permissions'
import { listRecordLaunches } from '@/lib/domain/launches/launches'
import { getRecordLaunch } from '@/lib/domain/launches/log'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'

/** The launches on this record: which widget, opened by whom, and the outcome. */
export async function LaunchTable({
  actor,
  recordId,
  path,
  cursor,
  openedId,
}: {
  actor: TeamActor
  recordId: string
  path: string
  cursor: string | undefined
  /** The launch whose details are open. */
  openedId: string | undefined
}) {
  const [{ launches, nextCursor }, opened] = await Promise.all([
    listRecordLaunches(actor, { recordId, cursor }),
    openedId ? findLaunch(getRecordLaunch(actor, { recordId, launchId: openedId })) : undefined,
  ])
  const hrefOf = (launch: string | undefined) => hrefWith(path, { tab: 'launches', cursor, launch })
  const place = launches.findIndex(({ id }) => id === opened?.id)
  const neighbour = (step: number) => {
    const row = place < 0 ? undefined : launches[place + step]
    return row ? hrefOf(row.id) : undefined
  }
  if (launches.length === 0) {
    return (
      <EmptyState
        framed
        title="No widgets opened yet"
        actions={cursor ? <ButtonLink href={`${path}?tab=launches`}>Go to first page</ButtonLink> : undefined}
      >
        Each widget that a member opens on this record is listed here with its outcome.
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
          <TableRow key={launch.id} className="relative">
            <TableCell kind="lead">
              <span className="flex items-center gap-2">
                <Tile
                  size="sm"
                  icon={launch.version.icon as WidgetIcon}
                  colour={launch.version.colour as WidgetColour}
                />
                <Link
                  href={hrefOf(launch.id)}
                  scroll={false}
                  className="text-ink [overflow-wrap:anywhere] after:absolute after:inset-0"
                >
                  {launch.version.name}
                </Link>
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
          summary={{ count: launches.length, nouns: ['launch', 'launches'], order: 'newest first' }}
          {...(nextCursor ? { nextHref: hrefWith(path, { tab: 'launches', cursor: nextCursor }) } : {})}
        />
      </PanelFooter>
      {opened ? (
        <LaunchDrawer
          id={opened.id}
          closeHref={hrefOf(undefined)}
          newerHref={neighbour(-1)}
          olderHref={neighbour(1)}
        >
          <LaunchDetails
            launch={opened}
            about={[
              { term: 'Opened by', value: opened.userName },
              { term: 'Widget', value: `${opened.name}, version ${opened.version}` },
            ]}
            footnote="Framegate stores neither the context nor its signature. The widget’s partner sees this launch without the record and the name of the member."
          />
        </LaunchDrawer>
      ) : null}
    </Panel>
  )
}
