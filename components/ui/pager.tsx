import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, ButtonLink } from './button'
import { Icon } from './icon'

export type ListedItems = { count: number; nouns: [one: string, many: string]; order?: string }

/** Links to the neighbouring pages of a list; disabled at its ends. */
export function Pager({
  label = 'Pages',
  summary,
  previousHref,
  nextHref,
}: {
  label?: string
  /** What the page shows: "50 of 1,284, by name", or what it has and in which order, which the pager says. */
  summary: ReactNode | ListedItems
  previousHref?: string
  nextHref?: string
}) {
  return (
    <nav aria-label={label} className="flex w-full items-center gap-2 text-ink-3 text-xs">
      <span className="mr-auto tabular-nums">
        {isListed(summary) ? describeItems(summary, Boolean(previousHref || nextHref)) : summary}
      </span>
      {previousHref || nextHref ? (
        <>
          <PagerLink href={previousHref} label="Previous page" icon={<Icon of={ChevronLeft} />} />
          <PagerLink href={nextHref} label="Next page" icon={<Icon of={ChevronRight} />} />
        </>
      ) : null}
    </nav>
  )
}

function isListed(summary: ReactNode | ListedItems): summary is ListedItems {
  return typeof summary === 'object' && summary !== null && 'nouns' in summary
}

function describeItems({ count, nouns: [one, many], order }: ListedItems, isOneOfSeveral: boolean): string {
  const items = `${count} ${count === 1 ? one : many}${isOneOfSeveral ? ' on this page' : ''}`
  return order ? `${items}, ${order}` : items
}

function PagerLink({ href, label, icon }: { href?: string; label: string; icon: ReactNode }) {
  if (!href) return <Button size="sm" icon={icon} label={label} disabled />
  return <ButtonLink href={href} size="sm" icon={icon} label={label} />
}
