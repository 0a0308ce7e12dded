import type { ReactNode } from 'react'
import { Fingerprint } from '@/components/ui/fingerprint'
import { VerdictGlyph, type VerdictKind } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { RunDetail, RunSummary } from '@/lib/domain/certification/certifications.schema'

type Judged = Pick<
  RunDetail,
  'state' | 'passed' | 'isSelfRun' | 'counts' | 'stopReason' | 'versionNumber' | 'report'
>

/** The result of a run in one line and one sentence, with its actions and what it tested. */
export function RunVerdict({
  run,
  isDraft = false,
  actions,
}: {
  run: RunDetail
  /** Whether its version still needs a report that passes. */
  isDraft?: boolean
  actions?: ReactNode
}) {
  const { kind, title, text } = describeVerdict(run, isDraft)
  return (
    <div className="grid gap-3.5">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-1 basis-80 gap-3">
          <VerdictGlyph kind={kind} className="mt-1 size-4.5" />
          <div className="min-w-0">
            <h2 className="font-semibold text-lg tracking-title">{title}</h2>
            <p className="max-w-[72ch] text-ink-2 [overflow-wrap:anywhere] [text-wrap:pretty]">{text}</p>
          </div>
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
      <RunFacts run={run} />
    </div>
  )
}

/** When, by whom, which version, with which secret. */
function RunFacts({ run }: { run: RunSummary }) {
  const facts = [
    {
      term: 'Run',
      value: (
        <>
          <Time value={run.startedAt ?? run.createdAt} shape="datetime" />
          {run.startedAt && run.finishedAt ? `, ${spellSeconds(run.startedAt, run.finishedAt)}` : ''}
        </>
      ),
    },
    {
      term: run.isSelfRun ? 'Self-run, attached by' : 'By',
      value: run.requestedBy ?? 'Framegate',
    },
    { term: 'Version', value: run.versionNumber },
    ...(run.secret
      ? [
          {
            term: secretTerms[run.secret.of],
            value: (
              <span className="inline-flex flex-wrap items-baseline gap-x-2">
                v{run.secret.version} <Fingerprint hex={run.secret.fingerprint} />
              </span>
            ),
          },
        ]
      : []),
    { term: 'Report', value: <span className="mono break-all">{run.id}</span> },
  ]
  return (
    <dl className="flex flex-wrap gap-x-7 gap-y-1 border-line border-y py-2.5 max-md:grid max-md:grid-cols-2">
      {facts.map(({ term, value }) => (
        <div key={term} className="flex min-w-0 items-baseline gap-2 max-md:grid max-md:gap-0">
          <dt className="text-ink-3 max-md:text-xs">{term}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A run in a few words, for lists: its glyph and what failed. */
export function describeRun(run: Pick<RunSummary, 'state' | 'passed' | 'wasReached' | 'counts'>): {
  kind: VerdictKind
  word: string
} {
  if (run.state === 'queued') return { kind: 'info', word: 'waiting' }
  if (run.state === 'running') return { kind: 'info', word: 'running' }
  if (run.state === 'stopped') return { kind: 'warn', word: 'stopped' }
  if (run.passed) return { kind: 'ok', word: 'passed' }
  if (run.wasReached === false) return { kind: 'warn', word: 'not reached' }
  const { failed = 0 } = run.counts
  return { kind: 'bad', word: failed > 0 ? `${failed} failed` : 'not complete' }
}

function describeVerdict(run: Judged, isDraft: boolean): { kind: VerdictKind; title: string; text: string } {
  const version = `Version ${run.versionNumber}`
  if (run.state === 'stopped')
    return { kind: 'warn', title: 'The run was stopped', text: run.stopReason ?? 'Nothing was tested.' }
  if (run.passed)
    return {
      kind: 'ok',
      title: run.isSelfRun ? 'Every required check passed in a self-run' : 'Every required check passed',
      text: `${version}: ${describeCounts(run)}`,
    }
  if (run.report && !run.report.wasReached)
    return {
      kind: 'warn',
      title: 'We couldn’t reach your server',
      text: `${run.stopReason ?? run.report.checks.find(({ outcome }) => outcome === 'failed')?.detail ?? ''} ${version} wasn’t tested.`,
    }
  const { failed = 0 } = run.counts
  if (failed === 0)
    return {
      kind: 'bad',
      title: 'The run ended early',
      text: `Too many requests got no response, or the run took too long. ${describeCounts(run)}`,
    }
  return {
    kind: 'bad',
    title: failed === 1 ? 'One required check failed' : `${failed} required checks failed`,
    text: `${isDraft ? `You can’t submit ${version.toLowerCase()} for review until ${failed === 1 ? 'it passes' : 'they pass'}. ` : `${version}: `}${describeCounts(run)}`,
  }
}

function describeCounts({ counts, report }: Judged): string {
  const { passed = 0, warned = 0, skipped = 0, attested = 0 } = counts
  const parts = [
    `${passed} of ${report?.checks.length ?? passed} checks passed`,
    ...(warned > 0 ? [`${warned} ${warned === 1 ? 'warns' : 'warn'}`] : []),
    ...(attested > 0 ? [`${attested} attested`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
  return `${parts.join(', ')}.`
}

const secretTerms = { widget: 'Secret', team: 'Testing team’s secret', sandbox: 'Sandbox secret' } as const

function spellSeconds(from: Date, to: Date): string {
  return `${((to.getTime() - from.getTime()) / 1000).toFixed(1)} s`
}
