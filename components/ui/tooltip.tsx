import type { ReactNode } from 'react'

/**
 * Explains the control inside it, on hover and on focus. The text is drawn by the page's TooltipLayer, so
 * this costs no script of its own. Icon-only buttons have theirs already: their label.
 */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  return (
    <span data-tip={text} className="contents">
      {children}
    </span>
  )
}
