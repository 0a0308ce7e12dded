import type { ReactNode } from 'react'
import { joinClasses } from './join-classes'

export type TagTone = 'neutral' | 'info' | 'ok' | 'warn' | 'danger'

/** A fact about a thing ("Testing only"). For a state use Status. */
export function Tag({ tone = 'neutral', children }: { tone?: TagTone; children: ReactNode }) {
  return (
    <span
      className={joinClasses(
        'inline-flex h-[1.125rem] shrink-0 items-center gap-1 whitespace-nowrap rounded-sm border px-1.5 font-medium text-2xs',
        tones[tone],
      )}
    >
      {children}
    </span>
  )
}

const tones: Record<TagTone, string> = {
  neutral: 'border-line-strong bg-surface text-ink-2',
  info: 'border-info-line bg-info-soft text-info-ink',
  ok: 'border-ok-line bg-ok-soft text-ok-ink',
  warn: 'border-warn-line bg-warn-soft text-warn-ink',
  danger: 'border-danger-line bg-danger-soft text-danger-ink',
}
