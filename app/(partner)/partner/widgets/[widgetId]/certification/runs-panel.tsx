import { describeRun } from '@/components/certification/run-verdict'
import { Link } from '@/components/ui/link'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { VerdictGlyph } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { RunSummary } from '@/lib/domain/certification/certifications.schema'

/** The runs of a widget, newest first, each with a link to its report. */
export function RunsPanel({
  runs,
  openId,
  path,
  nextHref,
}: {
  runs: RunSummary[]
  openId: string | undefined
  path: string
  nextHref: string | undefined
}) {
  return (
    <Panel labelledBy="runs">
      <PanelHeader id="runs" title="Runs" />
      <ul className="p-1">
        {runs.map((run) => {
          const { kind, word } = describeRun(run)
          return (
            <li key={run.id}>
              <Link
                href={`${path}?run=${run.id}`}
                aria-current={run.id === openId ? 'true' : undefined}
                className="flex min-h-7.5 items-center gap-2.5 rounded-sm px-2.5 text-ink hover:bg-hover hover:no-underline aria-[current]:bg-selected"
              >
                <VerdictGlyph kind={kind} />
                <Time value={run.createdAt} shape="datetime" className="tabular-nums" />
                <span className="text-ink-3 text-xs">
                  v{run.versionNumber}
                  {run.requestedBy === null ? ', by Framegate' : run.isSelfRun ? ', self-run' : ''}
                </span>
                <span className={`ml-auto text-xs ${inks[kind]}`}>{word}</span>
              </Link>
            </li>
          )
        })}
      </ul>
      {nextHref ? (
        <PanelFooter>
          <Pager summary={{ count: runs.length, nouns: ['run', 'runs'] }} nextHref={nextHref} />
        </PanelFooter>
      ) : null}
    </Panel>
  )
}

const inks = {
  ok: 'text-ok-ink',
  bad: 'text-danger-ink',
  warn: 'text-warn-ink',
  skip: 'text-ink-3',
  info: 'text-info-ink',
}
