import { PortalPage } from '@/app/portal-page'
import { formatMs, formatShare } from '@/components/launch-figures'
import { launchReasons } from '@/components/launch-outcome'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import type { MemberActor } from '@/lib/auth/permissions'
import type { LaunchFigures, Overview } from '@/lib/domain/installations/overviews'
import { overviewDays } from '@/lib/domain/installations/overviews.schema'
import { DayChart } from './day-chart'

/** How launches went: figures for the whole, a chart with its table, and a line for each widget. */
export function OverviewPage({
  actor,
  overview,
  days,
  path,
  lead,
  widgetHref,
}: {
  actor: MemberActor
  overview: Overview
  days: number
  path: string
  lead: string
  /** Where a widget's launches are. */
  widgetHref: (widgetId: string) => string
}) {
  const { total } = overview
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Overview' }]}>
      <PageHead title="Overview" lead={lead} />
      <div className="mb-4">
        <Segmented
          label="Days"
          items={overviewDays.map((choice) => ({
            href: `${path}?days=${choice}`,
            label: `${choice} days`,
            current: choice === days,
          }))}
        />
      </div>
      {total.launches === 0 ? (
        <EmptyState framed title={`No launch in ${days} days`}>
          Figures appear with the first launch: how many, how many were shown, how long they took.
        </EmptyState>
      ) : (
        <div className="grid gap-4">
          <dl className="grid grid-cols-2 gap-x-8 gap-y-3 md:grid-cols-5">
            {[
              ['Launches', total.launches.toLocaleString('en-GB')],
              ['Shown', formatShare(total)],
              ['Failed', total.failed.toLocaleString('en-GB')],
              ['Load time, median', formatMs(total.p50)],
              ['Load time, 95%', formatMs(total.p95)],
            ].map(([term, value]) => (
              <div key={term} className="border-line border-t pt-2">
                <dt className="text-ink-3 text-xs">{term}</dt>
                <dd className="font-semibold text-lg tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
          <Panel labelledBy="by-day">
            <PanelHeader id="by-day" title="By day" meta="UTC" />
            <DayChart days={overview.days} />
            <PanelBody className="pt-1">
              <details>
                <summary className="cursor-pointer text-accent-ink text-xs">The figures day by day</summary>
                <div className="mt-2">
                  <DayTable days={overview.days} />
                </div>
              </details>
            </PanelBody>
          </Panel>
          <Panel labelledBy="by-widget">
            <PanelHeader id="by-widget" title="By widget" />
            <WidgetTable widgets={overview.widgets} widgetHref={widgetHref} />
          </Panel>
        </div>
      )}
    </PortalPage>
  )
}

const figureColumns = [
  { label: 'Launches' },
  { label: 'Shown' },
  { label: 'Failed' },
  { label: 'Median' },
  { label: '95%' },
]

function DayTable({ days }: { days: Overview['days'] }) {
  return (
    <Table caption="Launches by day" density="tight" columns={[{ label: 'Day' }, ...figureColumns]}>
      {days.toReversed().map(({ day, ...figures }) => (
        <TableRow key={day}>
          <TableCell kind="lead">{day}</TableCell>
          <FigureCells figures={figures} />
        </TableRow>
      ))}
    </Table>
  )
}

function WidgetTable({
  widgets,
  widgetHref,
}: {
  widgets: Overview['widgets']
  widgetHref: (widgetId: string) => string
}) {
  return (
    <Table caption="Launches by widget" columns={[{ label: 'Widget' }, ...figureColumns]}>
      {widgets.map(({ widgetId, name, reasons, ...figures }) => (
        <TableRow key={widgetId}>
          <TableCell kind="lead">
            <Link href={widgetHref(widgetId)}>{name}</Link>
            {reasons.slice(0, 3).map(({ reason, count }) => (
              <CellMeta key={reason}>
                {count.toLocaleString('en-GB')} × {launchReasons[reason] ?? 'Not shown'}
              </CellMeta>
            ))}
          </TableCell>
          <FigureCells figures={figures} />
        </TableRow>
      ))}
    </Table>
  )
}

function FigureCells({ figures }: { figures: LaunchFigures }) {
  return (
    <>
      <TableCell label="Launches">{figures.launches.toLocaleString('en-GB')}</TableCell>
      <TableCell label="Shown">{figures.launches === 0 ? <Missing /> : formatShare(figures)}</TableCell>
      <TableCell label="Failed">{figures.failed.toLocaleString('en-GB')}</TableCell>
      <TableCell label="Median">{figures.p50 === null ? <Missing /> : formatMs(figures.p50)}</TableCell>
      <TableCell label="95%">{figures.p95 === null ? <Missing /> : formatMs(figures.p95)}</TableCell>
    </>
  )
}
