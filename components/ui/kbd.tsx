import type { ReactNode } from 'react'
import { joinClasses } from './join-classes'

/** A key on the keyboard. */
export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={joinClasses(
        'inline-block min-w-[1.125rem] rounded-sm border border-line-strong bg-surface px-[0.3rem] text-center font-medium font-sans text-2xs text-ink-3',
        className,
      )}
    >
      {children}
    </kbd>
  )
}
