'use client'

import { formatMs } from '@/components/launch-figures'
import type { Overview } from '@/lib/domain/installations/overviews'
import { StepChart } from './step-chart'
import { stepLabels } from './step-labels'

/** The number of launches and their load times over the period, by hour or day in UTC. */
export function LaunchCharts({
  steps,
  isHourly,
  empty,
}: {
  steps: Overview['steps']
  isHourly: boolean
  empty: string
}) {
  const named = steps.map(({ from }) => stepLabels(from, isHourly))
  return (
    <div className="grid divide-line max-lg:divide-y lg:grid-cols-2 lg:divide-x">
      <StepChart
        label={`Launches by ${isHourly ? 'hour' : 'day'}`}
        kind="bars"
        steps={named}
        series={[
          { label: 'Launches', colour: 'accent', values: steps.map(({ launches }) => launches) },
          { label: 'Failed', colour: 'danger', values: steps.map(({ failed }) => failed) },
        ]}
        formatValue={(count) => count.toLocaleString('en-GB')}
        empty={empty}
      />
      <StepChart
        label="Load time"
        kind="lines"
        steps={named}
        series={[
          { label: 'p95', colour: 'info', values: steps.map(({ p95 }) => p95) },
          { label: 'Median', colour: 'accent', values: steps.map(({ p50 }) => p50) },
        ]}
        formatValue={formatMs}
        empty="No launches were shown in this period"
      />
    </div>
  )
}
