import type { ReactNode } from 'react'
import { VerdictGlyph } from '@/components/ui/status'

/** One set-up step. A finished step is folded. */
export function SetupStep({
  number,
  title,
  isDone,
  isOpen = !isDone,
  meta,
  children,
}: {
  number: number
  title: string
  isDone: boolean
  isOpen?: boolean
  /** Its progress, beside the title. */
  meta?: ReactNode
  children: ReactNode
}) {
  return (
    <li className="min-w-0 rounded-md border border-line bg-surface">
      <details open={isOpen}>
        <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-2 [&::-webkit-details-marker]:hidden">
          {isDone ? (
            <span className="grid size-5 shrink-0 place-items-center">
              <VerdictGlyph kind="ok" label="Done:" />
            </span>
          ) : (
            <span className="grid size-5 shrink-0 place-items-center rounded-full border border-line-strong text-ink-2 text-xs tabular-nums">
              {number}
            </span>
          )}
          <h2 className="font-semibold text-base tracking-[-0.006em]">{title}</h2>
          {meta ? <span className="min-w-0 text-ink-3 text-xs">{meta}</span> : null}
        </summary>
        <div className="grid gap-3.5 border-line border-t p-3.5">{children}</div>
      </details>
    </li>
  )
}
