import type { ReactNode } from 'react'

/** What will be here, and the button that starts it. Stands inside a panel, or is one when `framed`. */
export function EmptyState({
  title,
  actions,
  framed = true,
  children,
}: {
  title: ReactNode
  actions?: ReactNode
  framed?: boolean
  children?: ReactNode
}) {
  return (
    <div className={framed ? 'rounded-md border border-line bg-surface p-7 max-md:p-5' : 'p-7 max-md:p-5'}>
      <p className="font-medium text-base">{title}</p>
      {children ? <div className="mt-1 max-w-[72ch] text-ink-2 [text-wrap:pretty]">{children}</div> : null}
      {actions ? <div className="mt-4 flex flex-wrap items-center gap-2">{actions}</div> : null}
    </div>
  )
}
