'use client'

import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { joinClasses } from '@/components/ui/join-classes'
import { Link } from '@/components/ui/link'

export type NavigationItem = { href: string; label: string; icon: ReactNode; count?: number }
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
      aria-label={rail ? item.label : undefined}
      data-tip={rail ? item.label : undefined}
      className={joinClasses(
        'flex min-h-[1.875rem] items-center gap-2.5 rounded-md py-1 text-ink-2 leading-tight hover:bg-hover hover:no-underline focus-visible:-outline-offset-2 pointer-coarse:min-h-10',
        'aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-ink [&>svg]:text-ink-3 aria-[current]:[&>svg]:text-accent',
        rail ? 'mb-0.5 justify-center' : 'px-2',
      )}
    >
      {item.icon}
      {rail ? null : (
        <>
          <span className="line-clamp-2 min-w-0 break-words">{item.label}</span>
          {item.count === undefined ? null : (
            <span className="ml-auto font-normal text-2xs text-ink-3 tabular-nums">
              {item.count.toLocaleString('en')}
            </span>
          )}
        </>
      )}
    </Link>
  )
}

function findCurrentHref(groups: NavigationGroup[], pathname: string): string | undefined {
  return groups
    .flatMap((group) => group.items.map((item) => item.href))
    .filter((href) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.length - a.length)[0]
}
