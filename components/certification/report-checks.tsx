import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { CodeBlock } from '@/components/ui/code-block'
import { EmptyState } from '@/components/ui/empty-state'
import { Icon } from '@/components/ui/icon'
import { joinClasses } from '@/components/ui/join-classes'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import { VerdictGlyph, type VerdictKind } from '@/components/ui/status'
import { isAttestation } from '@/lib/domain/certification/attestations.schema'
import { checkGroups, type LineFilter } from '@/lib/domain/certification/certifications.schema'
import type { CertificationCheck, CheckOutcome } from '@/lib/domain/certification/checks.schema'
import type { LineChange } from '@/lib/domain/certification/compare-runs.schema'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** The checks of a report by subject. Each opens to its request, response, reason and fix. */
export function ReportChecks({
  checks,
  changes,
  filter,
  hrefOf,
  meta,
}: {
  checks: readonly CertificationCheck[]
  changes: ReadonlyMap<CheckId, LineChange>
  filter: LineFilter
  hrefOf: (filter: LineFilter) => string
  meta?: ReactNode
}) {
  const kept = {
    all: checks,
    open: checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned'),
    changed: checks.filter(({ id }) => changes.has(id)),
  }
  const shown = kept[filter]
  return (
    <Panel labelledBy="checks">
      <PanelHeader
        id="checks"
        title="Checks"
        meta={
          <Segmented
            label="Show checks"
            size="sm"
            items={(['all', 'open', 'changed'] as const).map((name) => ({
              href: hrefOf(name),
              label: filterLabels[name],
              count: kept[name].length,
              current: name === filter,
            }))}
          />
        }
        actions={meta ? <span className="text-ink-3 text-xs">{meta}</span> : undefined}
      />
      {shown.length === 0 ? (
        <EmptyState framed={false} title={filter === 'open' ? 'No failures or warnings' : 'Nothing changed'}>
          {filter === 'open'
            ? 'All checks passed, were attested, or don’t apply to this widget.'
            : 'All results are the same as in the previous report.'}
        </EmptyState>
      ) : (
        checkGroups.map((group) => {
          const own = shown.filter(({ id }) => group.has(id))
          return own.length > 0 ? (
            <LineGroup key={group.title} title={group.title} checks={own} changes={changes} />
          ) : null
        })
      )}
    </Panel>
  )
}

function LineGroup({
  title,
  checks,
  changes,
}: {
  title: string
  checks: readonly CertificationCheck[]
  changes: ReadonlyMap<CheckId, LineChange>
}) {
  const isOfWords = checks.every(({ id }) => isAttestation(id))
  const settled = checks.filter(({ outcome }) => outcome === (isOfWords ? 'attested' : 'passed')).length
  return (
    <section aria-label={title} className="border-line border-b pb-1.5 last:border-b-0">
      <h3 className="flex justify-between gap-3 px-3.5 pt-3 pb-1 font-medium text-ink-3 text-xs">
        {title}
        <span className="font-normal tabular-nums">
          {settled} of {checks.length} {isOfWords ? 'attested' : 'passed'}
        </span>
      </h3>
      <ul>
        {checks.map((check) => (
          <li key={check.id}>
            <ReportLine check={check} change={changes.get(check.id)} hasChanges={changes.size > 0} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function ReportLine({
  check,
  change,
  hasChanges,
}: {
  check: CertificationCheck
  change: LineChange | undefined
  /** Whether any line has a word for what became of it. */
  hasChanges: boolean
}) {
  const isBad = check.outcome === 'failed'
  return (
    <details id={check.id} className="group" open={isBad || undefined}>
      <summary
        className={joinClasses(
          'grid cursor-pointer list-none items-baseline gap-x-1.5 max-md:grid-cols-[1.25rem_minmax(0,1fr)_auto] px-3.5 py-[0.3125rem] hover:bg-hover focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden',
          hasChanges
            ? 'grid-cols-[1.25rem_minmax(0,1fr)_auto_5.5rem]'
            : 'grid-cols-[1.25rem_minmax(0,1fr)_auto]',
          isBad && 'group-open:bg-danger-soft',
        )}
      >
        <VerdictGlyph
          kind={kinds[check.outcome]}
          label={`${outcomeWords[check.outcome]}: `}
          className="translate-y-0.5"
        />
        <span className="min-w-0">
          <span className="font-medium">{check.title}</span>{' '}
          <Icon
            of={ChevronDown}
            size={12}
            className="inline-block text-ink-3 transition-transform group-open:rotate-180"
          />
          {check.required ? null : <span className="ml-1.5 text-ink-3 text-xs">not required</span>}
        </span>
        <span className="whitespace-nowrap text-right text-ink-3 text-xs tabular-nums">
          {describeOutcome(check)}
        </span>
        {change ? (
          <span
            className={joinClasses(
              'whitespace-nowrap text-right text-xs max-md:col-start-3',
              changeLooks[change].ink,
            )}
          >
            {changeLooks[change].word}
          </span>
        ) : null}
      </summary>
      <LineDetail check={check} />
    </details>
  )
}

function LineDetail({ check }: { check: CertificationCheck }) {
  return (
    <div className="grid gap-x-5 gap-y-3.5 border-line border-y px-3.5 py-3.5 md:pl-10 lg:grid-cols-2">
      <p className="max-w-[80ch] text-ink-2 [overflow-wrap:anywhere] lg:col-span-2">
        {check.detail} <code className="mono text-ink-3 text-xs">{check.id}</code>
      </p>
      {check.sent ? (
        <LinePart title="Request">
          <CodeBlock label={`${check.title}: request`} code={check.sent} />
        </LinePart>
      ) : null}
      {check.received ? (
        <LinePart title="Response">
          <CodeBlock label={`${check.title}: response`} code={check.received} />
        </LinePart>
      ) : null}
      <LinePart title="Why it matters">
        <p className="text-ink-2 [text-wrap:pretty]">{check.why}</p>
      </LinePart>
      <LinePart title="How to fix it">
        <p className="text-ink-2 [text-wrap:pretty]">{check.fix}</p>
      </LinePart>
    </div>
  )
}

function LinePart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 content-start gap-1.5">
      <h4 className="font-semibold text-sm">{title}</h4>
      {children}
    </div>
  )
}

/** The words and glyph of each outcome. */
const outcomeWords: Record<CheckOutcome, string> = {
  passed: 'Passed',
  failed: 'Failed',
  warned: 'Warned',
  skipped: 'Skipped',
  attested: 'Attested',
}

const kinds: Record<CheckOutcome, VerdictKind> = {
  passed: 'ok',
  failed: 'bad',
  warned: 'warn',
  skipped: 'skip',
  attested: 'info',
}

const filterLabels: Record<LineFilter, string> = { all: 'All', open: 'Not passed', changed: 'Changed' }

const changeLooks: Record<LineChange, { word: string; ink: string }> = {
  fixed: { word: 'Fixed', ink: 'text-ok-ink' },
  newly_failing: { word: 'Was passing', ink: 'text-danger-ink' },
  // Other changes, such as from skipped to passed, are clear from the outcome beside it.
  changed: { word: '', ink: '' },
}

/** The status and time of the deciding response, or the outcome in a word. */
function describeOutcome({ outcome, received, durationMs }: CertificationCheck): string {
  const status = /^(\d{3}) in /m.exec(received ?? '')?.[1]
  if (!status || durationMs === null) return outcomeWords[outcome]
  return `${status}, ${durationMs} ms`
}
