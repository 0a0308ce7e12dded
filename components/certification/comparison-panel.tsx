import { Panel, PanelHeader } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { RunDetail } from '@/lib/domain/certification/certifications.schema'
import type { LineChange } from '@/lib/domain/certification/compare-runs.schema'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** A report compared with the one before it, in figures. */
export function ComparisonPanel({
  run,
  previous,
  changes,
}: {
  run: RunDetail
  previous: RunDetail
  changes: ReadonlyMap<CheckId, LineChange>
}) {
  const countOf = (change: LineChange) => [...changes.values()].filter((found) => found === change).length
  const rows: Row[] = [
    ['Passed', String(previous.counts.passed ?? 0), String(run.counts.passed ?? 0)],
    ['Failed', String(previous.counts.failed ?? 0), String(run.counts.failed ?? 0)],
    ['Fixed', '', String(countOf('fixed')), countOf('fixed') > 0 ? 'text-ok-ink' : ''],
    [
      'Newly failing',
      '',
      String(countOf('newly_failing')),
      countOf('newly_failing') > 0 ? 'text-danger-ink' : '',
    ],
    ...rowOfSlowest(previous, run),
  ]
  return (
    <Panel labelledBy="since">
      <PanelHeader
        id="since"
        title={
          <>
            Since <Time value={previous.createdAt} shape="datetime" />
          </>
        }
        meta={`version ${previous.versionNumber}`}
      />
      <table className="my-1 w-full">
        <caption className="sr-only">This report compared with the one before</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, before, now, ink]) => (
            <tr key={label}>
              <th scope="row" className="py-1 pl-3.5 text-left font-normal">
                {label}
              </th>
              <td className="py-1 text-right text-ink-3 tabular-nums">{before}</td>
              <td className={`py-1 pr-3.5 text-right tabular-nums ${ink ?? ''}`}>{now}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

type Row = [label: string, before: string, now: string, ink?: string]

/** Only if either report measured it. */
function rowOfSlowest(previous: RunDetail, run: RunDetail): Row[] {
  const [before, now] = [slowestOf(previous), slowestOf(run)]
  return before === null && now === null ? [] : [['Slowest valid launch', spell(before), spell(now)]]
}

/** The longest response to a valid launch. A passed speed check stores no time. */
function slowestOf({ report }: RunDetail): number | null {
  const times = report?.checks
    .filter(({ id }) => ['fast-enough', 'accepts-valid', 'accepts-placements'].includes(id))
    .flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]))
  return times && times.length > 0 ? Math.max(...times) : null
}

function spell(ms: number | null): string {
  return ms === null ? '' : `${ms.toLocaleString('en-GB')} ms`
}
