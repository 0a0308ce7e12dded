import type { ReactNode } from 'react'
import { joinClasses } from './join-classes'

/** Groups things that change together. `labelledBy` makes it a named region. Don't nest panels. */
export function Panel({
  labelledBy,
  className,
  children,
}: {
  labelledBy?: string
  className?: string | undefined
  children: ReactNode
}) {
  const classes = joinClasses('min-w-0 rounded-md border border-line bg-surface', className)
  if (labelledBy === undefined) return <div className={classes}>{children}</div>
  return (
    <section aria-labelledby={labelledBy} className={classes}>
      {children}
    </section>
  )
}

export function PanelHeader({
  title,
  id,
  level = 2,
  meta,
  actions,
}: {
  title: ReactNode
  /** The heading's id, for the panel's `labelledBy`. */
  id?: string
  level?: 2 | 3
  meta?: ReactNode
  actions?: ReactNode
}) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <header className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 border-line border-b py-1 pr-2 pl-3.5 max-md:py-2">
      <Heading id={id} className="font-semibold text-base tracking-[-0.006em]">
        {title}
      </Heading>
      {meta ? <span className="min-w-0 text-ink-3 text-xs">{meta}</span> : null}
      {actions ? <span className="ml-auto flex items-center gap-2">{actions}</span> : null}
    </header>
  )
}

export function PanelBody({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={joinClasses('p-3.5', className)}>{children}</div>
}

export function PanelFooter({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <footer
      className={joinClasses(
        'flex flex-wrap items-center gap-2 border-line border-t px-3.5 py-2 text-ink-3 text-xs [&>svg]:size-3.5',
        className,
      )}
    >
      {children}
    </footer>
  )
}
