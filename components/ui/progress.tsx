import { joinClasses } from './join-classes'
import { PhaseGlyph, VerdictGlyph } from './status'

/** A bar of 2 px. Without a value it shows only that something is running. */
export function Progress({
  label,
  value,
  tone = 'accent',
  thick = false,
}: {
  label: string
  /** From 0 to 100. */
  value?: number
  tone?: 'accent' | 'warn'
  /** 4 px with round ends, for spans of time. */
  thick?: boolean
}) {
  const fill = tone === 'warn' ? 'bg-warn' : 'bg-accent'
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value}
      className={joinClasses('relative overflow-hidden bg-line', thick ? 'h-1 rounded-full' : 'h-0.5')}
    >
      {value === undefined ? (
        <span className={joinClasses('absolute inset-y-0 animate-opening', fill)} />
      ) : (
        <span className={joinClasses('absolute inset-y-0 left-0', fill)} style={{ width: `${value}%` }} />
      )}
    </div>
  )
}

export type Step = { label: string; state: 'done' | 'now' | 'next' | 'failed'; took?: string }

/** The named steps of a longer task, with the duration of each. */
export function ProgressSteps({ steps }: { steps: Step[] }) {
  return (
    <ol className="grid w-84 max-w-full gap-1">
      {steps.map((step) => (
        <li
          key={step.label}
          aria-current={step.state === 'now' ? 'step' : undefined}
          className={joinClasses(
            'grid grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-2',
            step.state === 'now' ? 'text-ink' : 'text-ink-2',
          )}
        >
          <StepGlyph state={step.state} />
          <span>{step.label}</span>
          <span className={joinClasses('text-right tabular-nums', step.state !== 'now' && 'text-ink-3')}>
            {step.took}
          </span>
        </li>
      ))}
    </ol>
  )
}

function StepGlyph({ state }: { state: Step['state'] }) {
  if (state === 'done') return <VerdictGlyph kind="ok" />
  if (state === 'failed') return <VerdictGlyph kind="bad" />
  return <PhaseGlyph phase="draft" tone={state === 'now' ? 'accent' : 'neutral'} />
}
