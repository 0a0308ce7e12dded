import type { ReactNode } from 'react'
import { joinClasses } from './join-classes'

export type Phase = 'draft' | 'staged' | 'half' | 'active' | 'retiring' | 'revoked'
export type StatusTone = 'neutral' | 'accent' | 'ok' | 'warn' | 'danger' | 'info'

/** The state of a thing: always a glyph and a word. */
export function Status({
  phase,
  tone,
  className,
  children,
}: {
  phase: Phase
  tone?: StatusTone
  className?: string
  children: ReactNode
}) {
  return (
    <span className={joinClasses('inline-flex items-center gap-1.5 whitespace-nowrap', className)}>
      <PhaseGlyph phase={phase} tone={tone} />
      {children}
    </span>
  )
}

/** Only the glyph, where the word stands elsewhere on the line. */
export function PhaseGlyph({ phase, tone = phaseTones[phase] }: { phase: Phase; tone?: StatusTone }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" className={joinClasses('size-3 shrink-0', tones[tone])}>
      {phase === 'active' ? (
        <circle cx="6" cy="6" r="5.25" fill="currentColor" />
      ) : (
        <circle
          cx="6"
          cy="6"
          r="4.5"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeDasharray={phase === 'draft' ? '2.1 1.434' : undefined}
        />
      )}
      {phase === 'half' ? <path d="M6 1.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" /> : null}
      {phase === 'retiring' ? <path d="M1.5 6a4.5 4.5 0 0 0 9 0z" fill="currentColor" /> : null}
      {phase === 'revoked' ? <path d="m2.9 9.1 6.2-6.2" stroke="currentColor" strokeWidth="1.5" /> : null}
    </svg>
  )
}

export type VerdictKind = 'ok' | 'bad' | 'warn' | 'skip' | 'info'

/** The outcome of a check: check, cross, bang or dash, with its words. */
export function Verdict({
  kind,
  className,
  children,
}: {
  kind: VerdictKind
  className?: string
  children: ReactNode
}) {
  return (
    <span className={joinClasses('inline-flex items-center gap-1.5', inks[kind], className)}>
      <VerdictGlyph kind={kind} />
      {children}
    </span>
  )
}

/** The verdict's glyph. It needs a `label` where no words stand beside it. */
export function VerdictGlyph({
  kind,
  label,
  className,
}: {
  kind: VerdictKind
  label?: string
  className?: string
}) {
  return (
    <>
      <svg
        aria-hidden="true"
        viewBox="0 0 14 14"
        fill="none"
        stroke="currentColor"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth={strokeWidths[kind] ?? 1.75}
        className={joinClasses('size-3.5 shrink-0', solids[kind], className)}
      >
        <path d={paths[kind]} />
      </svg>
      {label ? <span className="sr-only">{label}</span> : null}
    </>
  )
}

const tones: Record<StatusTone, string> = {
  neutral: 'text-ink-3',
  accent: 'text-accent',
  ok: 'text-ok',
  warn: 'text-warn',
  danger: 'text-danger',
  info: 'text-info',
}

const phaseTones: Record<Phase, StatusTone> = {
  draft: 'neutral',
  staged: 'info',
  half: 'info',
  active: 'ok',
  retiring: 'warn',
  revoked: 'neutral',
}

const inks: Record<VerdictKind, string> = {
  ok: 'text-ok-ink',
  bad: 'text-danger-ink',
  warn: 'text-warn-ink',
  skip: 'text-ink-3',
  info: 'text-info-ink',
}

const solids: Record<VerdictKind, string> = {
  ok: 'text-ok',
  bad: 'text-danger',
  warn: 'text-warn',
  skip: 'text-ink-3',
  info: 'text-info',
}

const paths: Record<VerdictKind, string> = {
  ok: 'm2.8 7.6 2.8 2.8 5.6-6.6',
  bad: 'm3.3 3.3 7.4 7.4M10.7 3.3l-7.4 7.4',
  warn: 'M7 2.6v5.2M7 11.2h.01',
  skip: 'M3.2 7h7.6',
  info: 'M7 6.4v5M7 2.9h.01',
}

const strokeWidths: Partial<Record<VerdictKind, number>> = { warn: 2.1, info: 2 }
