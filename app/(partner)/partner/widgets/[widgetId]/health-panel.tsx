import { formatMs, formatShare } from '@/components/launch-figures'
import { launchReasons } from '@/components/launch-outcome'
import { ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { Note } from '@/components/ui/note'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { WidgetHealth } from '@/lib/domain/installations/widget-health'

/** The widget's launches of the last day, with its certification, secret and teams. */
export function HealthPanel({
  health,
  path,
  teamCount,
}: {
  health: WidgetHealth
  path: string
  teamCount: number
}) {
  const { launches, failed, refused, p95, lastRun, secret, reasons } = health
  return (
    <>
      {health.isFailing ? (
        <Note
          tone="danger"
          title={`Failing: ${failed} of ${health.shown + failed} launches in the last 24 hours.`}
          actions={
            <ButtonLink size="sm" href={`${path}/launches?outcome=failed`}>
              Open failed launches
            </ButtonLink>
          }
        >
          {reasons
            .slice(0, 3)
            .map(({ reason, count }) => `${count} × ${launchReasons[reason] ?? 'Not shown'}`)
            .join(', ')}
          .
        </Note>
      ) : null}
      <Panel labelledBy="health">
        <PanelHeader id="health" title="Health" meta="Last 24 hours, all teams" />
        <PanelBody>
          <dl className="grid grid-cols-2 gap-x-8 gap-y-4 md:grid-cols-4">
            {[
              { term: 'Launches', value: launches.toLocaleString('en-GB') },
              {
                term: 'Shown',
                value: launches === 0 ? <Missing>No data yet</Missing> : formatShare(health),
                isBad: health.isFailing,
              },
              {
                term: 'Refused by the widget',
                value: refused.toLocaleString('en-GB'),
                isBad: refused > 0,
              },
              {
                term: 'Load time, p95',
                value: p95 === null ? <Missing>No data yet</Missing> : formatMs(p95),
              },
            ].map(({ term, value, isBad }) => (
              <div key={term} className="border-line border-t pt-2">
                <dt className="text-ink-3 text-xs">{term}</dt>
                <dd className={`font-semibold text-lg tabular-nums ${isBad ? 'text-danger-ink' : ''}`}>
                  {value}
                </dd>
              </div>
            ))}
            <div className="border-line border-t pt-2">
              <dt className="text-ink-3 text-xs">Last certification</dt>
              <dd>
                {lastRun ? (
                  <Link href={`${path}/certification?run=${lastRun.id}`}>
                    <Verdict kind={lastRun.passed ? 'ok' : 'bad'}>
                      {lastRun.passed ? 'Passed' : 'Failed'}{' '}
                      <Time value={lastRun.finishedAt} shape="relative" />
                    </Verdict>
                  </Link>
                ) : (
                  <Missing>No data yet</Missing>
                )}
              </dd>
            </div>
            <div className="border-line border-t pt-2">
              <dt className="text-ink-3 text-xs">Secret</dt>
              <dd>
                {secret ? (
                  <Link href={`${path}/secrets`}>
                    v{secret.version}, active <Time value={secret.activeSince} shape="relative" />
                  </Link>
                ) : (
                  'Each team has its own'
                )}
              </dd>
            </div>
            <div className="border-line border-t pt-2">
              <dt className="text-ink-3 text-xs">Teams</dt>
              <dd>{teamCount === 0 ? 'Not enabled in any team yet' : `Enabled in ${teamCount}`}</dd>
            </div>
          </dl>
        </PanelBody>
      </Panel>
    </>
  )
}
