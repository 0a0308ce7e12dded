import type { ReactNode } from 'react'

/** A part that scrolls inside itself. It takes the focus, so that the keyboard scrolls it too. */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  /** What it holds, for screen readers: "Table". */
  label: string
  className: string
  children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1).
    <section aria-label={label} tabIndex={0} className={className}>
      {children}
    </section>
  )
}
