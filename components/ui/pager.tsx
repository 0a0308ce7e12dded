import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, ButtonLink } from './button'
import { Icon } from './icon'

/** Links to the neighbouring pages of a list; disabled at its ends. */
export function Pager({
  label = 'Pages',
  summary,
  previousHref,
  nextHref,
}: {
  label?: string
  /** What is on this page: "1 to 50 of 1,284 people". */
  summary: ReactNode
  previousHref?: string
  nextHref?: string
}) {
  return (
    <nav aria-label={label} className="flex w-full items-center gap-2 text-ink-3 text-xs">
      <span className="mr-auto tabular-nums">{summary}</span>
      {previousHref || nextHref ? (
        <>
          <PagerLink href={previousHref} label="Previous page" icon={<Icon of={ChevronLeft} />} />
          <PagerLink href={nextHref} label="Next page" icon={<Icon of={ChevronRight} />} />
        </>
      ) : null}
    </nav>
  )
}

function PagerLink({ href, label, icon }: { href?: string; label: string; icon: ReactNode }) {
  if (!href) return <Button size="sm" icon={icon} label={label} disabled />
  return <ButtonLink href={href} size="sm" icon={icon} label={label} />
}
