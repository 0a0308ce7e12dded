'use client'

import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { joinClasses } from '@/components/ui/join-classes'
import { Link } from '@/components/ui/link'

/** How much waits behind a link, with the words that screen readers add to the number. */
type NavigationBadge = { count: number; words: string }
export type NavigationItem = { href: string; label: string; icon: ReactNode; badge?: NavigationBadge }
export type NavigationGroup = { title: string; items: NavigationItem[] }

/** The groups of links. The current item is the one whose address is the longest prefix of the path. */
export function NavigationList({ groups, rail = false }: { groups: NavigationGroup[]; rail?: boolean }) {
  const pathname = usePathname()
  const currentHref = findCurrentHref(groups, pathname)
  return (
    <nav aria-label="Main">
      {groups.map((group, index) => (
        <div key={group.title} className={rail && index > 0 ? 'mt-2 border-line border-t pt-2' : undefined}>
          <h2 className={rail ? 'sr-only' : 'mt-3 mb-1 px-2 font-medium text-2xs text-ink-3'}>
            {group.title}
          </h2>
          <ul>
            {group.items.map((item) => (
              <li key={item.href}>
                <NavigationLink item={item} current={item.href === currentHref} rail={rail} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function NavigationLink({ item, current, rail }: { item: NavigationItem; current: boolean; rail: boolean }) {
  return (
    <Link
      href={item.href}
      aria-current={current ? 'page' : undefined}
      aria-label={rail ? labelOf(item) : undefined}
      data-tip={rail ? labelOf(item) : undefined}
      className={joinClasses(
        'flex min-h-[1.875rem] items-center gap-2.5 rounded-md py-1 text-ink-2 leading-tight hover:bg-hover hover:no-underline focus-visible:-outline-offset-2 pointer-coarse:min-h-10',
        'aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-ink [&>svg]:text-ink-3 aria-[current]:[&>svg]:text-accent',
        rail ? 'mb-0.5 justify-center' : 'px-2',
      )}
    >
      {rail && item.badge ? (
        <span className="relative [&>svg]:text-ink-3">
          {item.icon}
          <span className="absolute -top-1 -right-1 size-2 rounded-full bg-accent" />
        </span>
      ) : (
        item.icon
      )}
      {rail ? null : (
        <>
          <span className="line-clamp-2 min-w-0 break-words">{item.label}</span>
          {item.badge ? (
            <span className="ml-auto min-w-5 shrink-0 rounded-full bg-accent px-1.5 text-center font-medium text-2xs text-on-accent leading-5 tabular-nums">
              {item.badge.count.toLocaleString('en-GB')}
              <span className="sr-only"> {item.badge.words}</span>
            </span>
          ) : null}
        </>
      )}
    </Link>
  )
}

function labelOf({ label, badge }: NavigationItem): string {
  return badge ? `${label}: ${badge.count.toLocaleString('en-GB')} ${badge.words}` : label
}

function findCurrentHref(groups: NavigationGroup[], pathname: string): string | undefined {
  return groups
    .flatMap((group) => group.items.map((item) => item.href))
    .filter((href) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.length - a.length)[0]
}
