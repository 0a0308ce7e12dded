import { describeRun } from '@/components/certification/run-verdict'
import { ScreenshotStrip } from '@/components/certification/screenshot-strip'
import { SelfRunNote } from '@/components/certification/self-run-note'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Link } from '@/components/ui/link'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { Verdict, VerdictGlyph } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { Review } from './review-notes'

/** The version's newest report in short: figures, failed and warned checks, and screenshots. */
export function CertificationEvidence({ review }: { review: Review }) {
  const { certification: run, shown } = review
  if (!run)
    return (
      <p className="text-ink-2">
        Version {shown.number} doesn’t have a report yet. It was submitted before certification was required,
        or its run isn’t finished.
      </p>
    )
  const { kind, word } = describeRun(run)
  const lines = run.report?.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned') ?? []
  const required = run.report?.checks.filter((check) => check.required && check.outcome !== 'skipped') ?? []
  const passed = required.filter(({ outcome }) => outcome === 'passed').length
  return (
    <div className="grid gap-2.5">
      {run.isSelfRun ? <SelfRunNote partnerName={review.partner.name} attachedBy={run.requestedBy} /> : null}
      <Panel labelledBy="certification-report">
        <PanelHeader
          id="certification-report"
          level={3}
          title={
            <Verdict kind={run.isSelfRun && kind === 'ok' ? 'warn' : kind}>
              {run.isSelfRun ? `Self-run: ${word}` : word.replace(/^./, (first) => first.toUpperCase())}
            </Verdict>
          }
          meta={
            <>
              <Time value={run.createdAt} shape="both" />
              {run.requestedBy === null
                ? ', by Framegate'
                : `, ${run.isSelfRun ? 'attached ' : ''}by ${run.requestedBy}`}
            </>
          }
          actions={<Link href={`/review/${review.id}/certification`}>Full report</Link>}
        />
        <ul className="divide-y divide-line">
          <li className="flex items-baseline justify-between gap-3 px-3.5 py-1.5">
            Required checks
            <span className="text-ink-2 tabular-nums">
              {passed} of {required.length} passed
            </span>
          </li>
          {lines.map(({ id, title, outcome, detail }) => (
            <li key={id} className="flex items-baseline gap-2 px-3.5 py-1.5">
              <VerdictGlyph
                kind={outcome === 'failed' ? 'bad' : 'warn'}
                label={outcome === 'failed' ? 'Failed: ' : 'Warned: '}
                className="translate-y-0.5"
              />
              <span className="min-w-0">
                {title}
                <span className="block text-ink-3 text-xs [overflow-wrap:anywhere]">{detail}</span>
              </span>
            </li>
          ))}
          {run.report?.checks
            .filter(({ outcome }) => outcome === 'attested')
            .map(({ id, title, detail }) => (
              <li key={id} className="flex items-baseline gap-2 px-3.5 py-1.5">
                <VerdictGlyph kind="info" label="Attested: " className="translate-y-0.5" />
                <span className="min-w-0">
                  {title}
                  <span className="block text-ink-3 text-xs">{detail}</span>
                </span>
              </li>
            ))}
        </ul>
        {run.shots.length > 0 ? (
          <div className="border-line border-t">
            <ScreenshotStrip shots={run.shots} name={shown.name} />
          </div>
        ) : null}
        <PanelFooter>
          {run.secret ? (
            <>
              Version {run.versionNumber}, signed by {signers[run.secret.of]} v{run.secret.version}
              <Fingerprint hex={run.secret.fingerprint} />
            </>
          ) : (
            `Version ${run.versionNumber}`
          )}
        </PanelFooter>
      </Panel>
    </div>
  )
}

const signers = {
  widget: 'its secret',
  team: 'its testing team’s secret',
  sandbox: 'its sandbox secret',
} as const
