import { PortalPage } from '@/app/portal-page'
import { hrefWith } from '@/app/search-params'
import { AutoSubmitSelect } from '@/components/auto-submit-select'
import { formatMs, formatShare } from '@/components/launch-figures'
import { launchReasons } from '@/components/launch-outcome'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { MemberActor } from '@/lib/auth/permissions'
import type { LaunchFigures, Overview } from '@/lib/domain/installations/overviews'
import {
  type OverviewInput,
  type OverviewPeriod,
  overviewPeriods,
} from '@/lib/domain/installations/overviews.schema'
import { LaunchCharts } from './launch-charts'
import { stepLabels } from './step-labels'

/** Launch statistics: totals, charts with their table, and a row per widget. */
export function OverviewPage({
  actor,
  overview,
  input: { period },
  path,
  lead,
  widgetHref,
  failedHref,
}: {
  actor: MemberActor
  overview: Overview
  input: OverviewInput
  path: string
  lead: string
  /** The address of a widget's launches. */
  widgetHref: (widgetId: string) => string
  /** The address of its failed launches. */
  failedHref?: (widgetId: string) => string
}) {
  const { total, steps, widgets, chosen } = overview
  const { label, stepMs } = overviewPeriods[period]
  const isHourly = stepMs < 24 * 60 * 60 * 1000
  const widget = chosen?.widgetId
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Launch statistics' }]}>
      <PageHead title="Launch statistics" lead={lead} />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Segmented
          label="Period"
          items={(Object.keys(overviewPeriods) as OverviewPeriod[]).map((choice) => ({
            href: hrefWith(path, { period: choice, widget }),
            label: overviewPeriods[choice].label,
            current: choice === period,
          }))}
        />
        {widgets.length > 1 ? (
          <AutoSubmitSelect path={path} name="widget" label="Widget" value={widget ?? ''} kept={{ period }}>
            <option value="">All widgets</option>
            {widgets.map(({ widgetId, name }) => (
              <option key={widgetId} value={widgetId}>
                {name}
              </option>
            ))}
          </AutoSubmitSelect>
        ) : null}
      </div>
      <div className="grid gap-4">
        <dl className="grid grid-cols-2 gap-x-8 gap-y-3 md:grid-cols-5">
          {[
            ['Launches', total.launches.toLocaleString('en-GB')],
            ['Shown', formatShare(total)],
            ['Failed', total.failed.toLocaleString('en-GB')],
            ['Load time, median', formatMs(total.p50)],
            ['Load time, p95', formatMs(total.p95)],
          ].map(([term, value]) => (
            <div key={term} className="border-line border-t pt-2">
              <dt className="text-ink-3 text-xs">{term}</dt>
              <dd className="font-semibold text-lg tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
        <Panel labelledBy="over-time">
          <PanelHeader
            id="over-time"
            title={chosen?.name ?? 'Over time'}
            meta={isHourly ? 'Hours in UTC' : 'Days in UTC'}
          />
          <LaunchCharts steps={steps} isHourly={isHourly} empty={`No launches in the last ${label}`} />
          <PanelBody className="border-line border-t">
            <details>
              <summary className="cursor-pointer text-accent-ink text-xs">Show as a table</summary>
              <div className="mt-2">
                <StepTable steps={steps} isHourly={isHourly} />
              </div>
            </details>
          </PanelBody>
        </Panel>
        <Panel labelledBy="by-widget">
          <PanelHeader id="by-widget" title="By widget" meta={`Last ${label}`} />
          {widgets.length === 0 ? (
            <EmptyState framed={false} title="No widgets yet">
              Each widget and its launches appear here.
            </EmptyState>
          ) : (
            <WidgetTable widgets={widgets} widgetHref={widgetHref} failedHref={failedHref} />
          )}
        </Panel>
      </div>
    </PortalPage>
  )
}

const figureColumns = ['Launches', 'Shown', 'Failed', 'Median', 'p95'].map((label) => ({
  label,
  align: 'end' as const,
  className: 'w-24',
}))

function StepTable({ steps, isHourly }: { steps: Overview['steps']; isHourly: boolean }) {
  return (
    <Table
      caption={`Launches by ${isHourly ? 'hour' : 'day'}`}
      density="tight"
      columns={[{ label: isHourly ? 'Hour' : 'Day' }, ...figureColumns]}
    >
      {steps.toReversed().map(({ from, ...figures }) => (
        <TableRow key={from}>
          <TableCell kind="lead">{stepLabels(from, isHourly).title}</TableCell>
          <FigureCells figures={figures} />
        </TableRow>
      ))}
    </Table>
  )
}

function WidgetTable({
  widgets,
  widgetHref,
  failedHref,
}: {
  widgets: Overview['widgets']
  widgetHref: (widgetId: string) => string
  failedHref: ((widgetId: string) => string) | undefined
}) {
  return (
    <Table caption="Launches by widget" columns={[{ label: 'Widget' }, ...figureColumns]}>
      {widgets.map(({ widgetId, name, isFailing, reasons, ...figures }) => (
        <TableRow key={widgetId}>
          <TableCell kind="lead">
            <span className="flex flex-wrap items-center gap-2">
              <Link href={widgetHref(widgetId)} className="[overflow-wrap:anywhere]">
                {name}
              </Link>
              {isFailing ? <Tag tone="danger">Failing</Tag> : null}
            </span>
            {shorten(reasons).map(({ words, count }) => (
              <CellMeta key={words}>
                {count.toLocaleString('en-GB')} × {words}
              </CellMeta>
            ))}
          </TableCell>
          <FigureCells
            figures={figures}
            failedHref={figures.failed > 0 ? failedHref?.(widgetId) : undefined}
          />
        </TableRow>
      ))}
    </Table>
  )
}

const reasonsShown = 3

/** The most frequent reasons, with the rest in one line, so that they add up. */
function shorten(reasons: { reason: string; count: number }[]) {
  const shown = reasons.length > reasonsShown + 1 ? reasonsShown : reasons.length
  const rest = reasons.slice(shown).reduce((sum, { count }) => sum + count, 0)
  return [
    ...reasons
      .slice(0, shown)
      .map(({ reason, count }) => ({ words: launchReasons[reason] ?? 'Not shown', count })),
    ...(rest > 0 ? [{ words: 'Other reasons', count: rest }] : []),
  ]
}

function FigureCells({ figures, failedHref }: { figures: LaunchFigures; failedHref?: string | undefined }) {
  const failed = figures.failed.toLocaleString('en-GB')
  return (
    <>
      <TableCell label="Launches" align="end">
        {figures.launches.toLocaleString('en-GB')}
      </TableCell>
      <TableCell label="Shown" align="end">
        {figures.launches === 0 ? <Missing>No data</Missing> : formatShare(figures)}
      </TableCell>
      <TableCell label="Failed" align="end">
        {failedHref ? <Link href={failedHref}>{failed}</Link> : failed}
      </TableCell>
      <TableCell label="Median" align="end">
        {figures.p50 === null ? <Missing>No data</Missing> : formatMs(figures.p50)}
      </TableCell>
      <TableCell label="p95" align="end">
        {figures.p95 === null ? <Missing>No data</Missing> : formatMs(figures.p95)}
      </TableCell>
    </>
  )
}
