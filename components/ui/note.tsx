import type { ReactNode } from 'react'
import { joinClasses } from './join-classes'
import { VerdictGlyph, type VerdictKind } from './status'

export type NoteTone = 'neutral' | 'info' | 'ok' | 'warn' | 'danger'

/** A remark about the whole page or panel. Screen readers read it out when it appears with `announce`. */
export function Note({
  tone = 'info',
  title,
  actions,
  announce,
  className,
  children,
}: {
  tone?: NoteTone
  title?: ReactNode
  actions?: ReactNode
  announce?: 'politely' | 'at-once'
  className?: string
  children?: ReactNode
}) {
  return (
    <div
      role={announce === undefined ? undefined : announce === 'at-once' ? 'alert' : 'status'}
      className={joinClasses('flex gap-2.5 rounded-md border px-3.5 py-2.5', tones[tone], className)}
    >
      <VerdictGlyph kind={glyphs[tone]} className="mt-[3px]" />
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64 text-ink-2 [text-wrap:pretty]">
          {title ? <strong className="text-ink">{title} </strong> : null}
          {children}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
    </div>
  )
}

const tones: Record<NoteTone, string> = {
  neutral: 'border-line bg-surface',
  info: 'border-info-line bg-info-soft',
  ok: 'border-ok-line bg-ok-soft',
  warn: 'border-warn-line bg-warn-soft',
  danger: 'border-danger-line bg-danger-soft',
}

const glyphs: Record<NoteTone, VerdictKind> = {
  neutral: 'info',
  info: 'info',
  ok: 'ok',
  warn: 'warn',
  danger: 'bad',
}
