import type { ReactNode } from 'react'
import { joinClasses } from './join-classes'

export type GateState = 'neutral' | 'shown' | 'refused'

/** The square frame around someone else's pixels: crop marks, and a caption with maker and origin. */
export function Gate({
  state = 'neutral',
  by,
  origin,
  status,
  actions,
  tiny = false,
  className,
  children,
}: {
  /** Neutral while opening and on stored screenshots, shown when signed and on screen, refused when not. */
  state?: GateState
  by: ReactNode
  origin?: string
  status?: ReactNode
  /** Small quiet icon buttons at the right end. */
  actions?: ReactNode
  tiny?: boolean
  className?: string
  children: ReactNode
}) {
  return (
    <div
      data-state={state}
      data-tiny={tiny || undefined}
      className={joinClasses(
        'gate relative min-w-0 border border-line-strong bg-surface',
        tiny ? 'm-[3px]' : 'm-1 max-md:-mx-1',
        className,
      )}
    >
      <div
        className={joinClasses(
          'flex min-h-8 items-center gap-2.5 border-line border-b bg-sunken py-[0.1875rem] pl-3 text-ink-2 text-xs',
          actions ? 'pr-1.5' : 'pr-3',
        )}
      >
        <span className="truncate">{by}</span>
        {origin ? <span className="mono min-w-0 truncate text-ink-3 max-md:hidden">{origin}</span> : null}
        <span className="ml-auto flex shrink-0 items-center gap-2.5">{status}</span>
        {actions ? <span className="flex shrink-0 items-center gap-1">{actions}</span> : null}
      </div>
      {children}
    </div>
  )
}
