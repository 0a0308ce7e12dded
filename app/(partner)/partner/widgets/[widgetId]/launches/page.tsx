import type { Metadata } from 'next'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { LaunchOutcome } from '@/components/launch-outcome'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { listWidgetLaunches } from '@/lib/domain/launches/launches'
import { type Placement, placementLabels } from '@/lib/domain/protocols/placements.schema'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'

export const metadata: Metadata = { title: 'Launches' }

export default async function LaunchesPage({
  params,
  searchParams,
}: WidgetParams & { searchParams: SearchParams }) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.read')
  const { cursor } = await readSearch(searchParams)
  const { launches, nextCursor } = await listWidgetLaunches(actor, { widgetId: widget.id, cursor })
  const path = `/partner/widgets/${widget.id}/launches`
  return (
    <WidgetPage actor={actor} widget={widget} here="Launches">
      {launches.length === 0 ? (
        <EmptyState framed title="No launch yet">
          Each time an agent opens the widget it is listed here: version, secret and how it went. Whose record
          it was stays with the team.
        </EmptyState>
      ) : (
        <Panel>
          <Table
            caption="Launches"
            columns={[
              { label: 'Launch' },
              { label: 'When' },
              { label: 'Team' },
              { label: 'View' },
              { label: 'Signed with' },
              { label: 'Outcome' },
              { label: 'Sandbox', hideLabel: true },
            ]}
          >
            {launches.map((launch) => (
              <TableRow key={launch.id}>
                <TableCell kind="lead">
                  <span className="mono break-all">{launch.id}</span>
                  <CellMeta>Version {launch.version.number}</CellMeta>
                </TableCell>
                <TableCell label="When">
                  <Time value={launch.createdAt} shape="both" />
                </TableCell>
                <TableCell label="Team">{launch.team.name}</TableCell>
                <TableCell label="Placement">{placementLabels[launch.placement as Placement]}</TableCell>
                <TableCell label="Signed with">
                  <Fingerprint hex={launch.fingerprint} />
                  <CellMeta>v{launch.secretVersion}</CellMeta>
                </TableCell>
                <TableCell label="Outcome">
                  <LaunchOutcome outcome={launch.outcome} reason={launch.reason} />
                </TableCell>
                <TableCell kind="action">
                  <ButtonLink
                    size="sm"
                    variant="quiet"
                    href={`/partner/widgets/${widget.id}/sandbox?place=${launch.placement}`}
                  >
                    Open in the sandbox
                  </ButtonLink>
                </TableCell>
              </TableRow>
            ))}
          </Table>
          <PanelFooter>
            <Pager
              summary={`${launches.length} launches on this page, newest first`}
              {...(nextCursor ? { nextHref: hrefWith(path, { cursor: nextCursor }) } : {})}
            />
          </PanelFooter>
        </Panel>
      )}
    </WidgetPage>
  )
}
