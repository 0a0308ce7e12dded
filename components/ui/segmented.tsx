import type { ReactNode } from 'react'
import { Link } from '@/components/ui/link'
import { joinClasses } from './join-classes'

export type Segment = { href: string; label: ReactNode; count?: number; current: boolean }

/** A filter of a few exclusive choices. Each is a link, so it can be shared and works without scripts. */
export function Segmented({
  label,
  items,
  size = 'default',
  fill = false,
}: {
  /** Its name for screen readers: "Show". */
  label: string
  items: Segment[]
  size?: 'default' | 'sm'
  /** Use the whole width, in equal parts. On a phone it always does. */
  fill?: boolean
}) {
  return (
    <nav
      aria-label={label}
      className={joinClasses(
        'inline-flex overflow-hidden rounded-md border border-control bg-surface max-md:flex max-md:w-full',
        size === 'sm' ? 'h-(--size-control-sm) text-xs' : 'h-(--size-control)',
        fill ? 'flex w-full' : 'md:justify-self-start',
      )}
    >
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={item.current ? 'true' : undefined}
          className={joinClasses(
            'inline-flex items-center justify-center gap-1.5 whitespace-nowrap border-line border-l text-ink-2 first:border-l-0 hover:bg-hover hover:no-underline focus-visible:-outline-offset-2 max-md:flex-1 max-md:px-1',
            'aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-ink aria-[current]:shadow-[inset_0_-2px_0_var(--color-accent)]',
            size === 'sm' ? 'px-2' : 'px-2.5',
            fill && 'flex-1',
          )}
        >
          {item.label}
          {item.count === undefined ? null : (
            <span className="font-normal text-2xs text-ink-3 tabular-nums">{item.count}</span>
          )}
        </Link>
      ))}
    </nav>
  )
}
