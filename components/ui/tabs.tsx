'use client'

import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link } from '@/components/ui/link'
import { isTyping } from './is-typing'
import { joinClasses } from './join-classes'

export type TabLink = {
  href: string
  label: string
  count?: number | string
  icon?: ReactNode
  /** A tag after the label. */
  tag?: ReactNode
  /** Whether this tab is open. Left out, the path decides. */
  current?: boolean
  /** A rule before this tab, where another kind of tabs begins. */
  separated?: boolean
}

/** Tabs that are links: each has its own address. Alt with an arrow key moves to the neighbour. */
export function TabLinks({
  label,
  items,
  className,
}: {
  label: string
  items: TabLink[]
  className?: string
}) {
  const pathname = usePathname()
  const router = useRouter()
  const list = useRef<HTMLElement>(null)
  const currentIndex = items.findIndex((item) => item.current ?? item.href === pathname)
  const previous = items[currentIndex - 1]?.href
  const next = currentIndex < 0 ? undefined : items[currentIndex + 1]?.href

  useEffect(() => {
    function followArrow(event: KeyboardEvent) {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping(event)) return
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
      event.preventDefault()
      const href = event.key === 'ArrowLeft' ? previous : next
      if (href) router.push(href, { scroll: false })
    }
    addEventListener('keydown', followArrow)
    return () => removeEventListener('keydown', followArrow)
  }, [previous, next, router])

  useEffect(() => {
    const strip = list.current
    const tab = strip?.children[currentIndex]
    if (!strip || !(tab instanceof HTMLElement)) return
    strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2
  }, [currentIndex])

  return (
    <nav
      ref={list}
      aria-label={label}
      className={joinClasses(
        'no-scrollbar flex gap-0.5 overflow-x-auto overflow-y-hidden border-line border-b max-md:-mx-(--gutter) max-md:px-1.5',
        className,
      )}
    >
      {items.map((item, index) => (
        <Link
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={index === currentIndex ? 'page' : undefined}
          className={joinClasses('tab-link', item.separated && 'tab-link-apart')}
        >
          {item.icon}
          {item.label}
          {item.count === undefined ? null : (
            <span className="font-normal text-2xs text-ink-3 tabular-nums">{item.count}</span>
          )}
          {item.tag}
        </Link>
      ))}
    </nav>
  )
}
