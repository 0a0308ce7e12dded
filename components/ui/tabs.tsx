'use client'

import { ChevronDown } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Link } from '@/components/ui/link'
import { fitTabs } from './fit-tabs'
import { Icon } from './icon'
import { isTyping } from './is-typing'
import { joinClasses } from './join-classes'
import { Menu } from './menu'

export type TabLink = {
  href: string
  label: string
  count?: number | string
  icon?: ReactNode
  /** A tag after the label. */
  tag?: ReactNode
  /** Whether this tab is open. Left out, the path decides. */
  current?: boolean
  /** A line before this tab, where another kind of tabs begins. */
  separated?: boolean
}

/**
 * Tabs that are links. Those that don't fit are in a menu at the end of the row, except the open one. Alt with an arrow key opens the
 * neighbour; the arrow keys, Home and End move the focus.
 */
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
  const row = useRef<HTMLElement>(null)
  const more = useRef<HTMLSpanElement>(null)
  const currentIndex = items.findIndex((item) => item.current ?? item.href === pathname)
  const shown = useFittingTabs({ row, more, current: currentIndex })
  const previous = items[currentIndex - 1]?.href
  const next = currentIndex < 0 ? undefined : items[currentIndex + 1]?.href

  useEffect(() => {
    function followArrow(event: globalThis.KeyboardEvent) {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping(event)) return
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
      event.preventDefault()
      const href = event.key === 'ArrowLeft' ? previous : next
      if (href) router.push(href, { scroll: false })
    }
    addEventListener('keydown', followArrow)
    return () => removeEventListener('keydown', followArrow)
  }, [previous, next, router])

  const rest = shown ? items.filter((_, index) => !shown.has(index)) : []
  return (
    <nav
      ref={row}
      aria-label={label}
      onKeyDown={moveFocus}
      data-measured={shown ? '' : undefined}
      className={joinClasses(
        'relative flex gap-0.5 border-line border-b max-md:-mx-(--gutter) max-md:px-1.5',
        // Without scripts the row scrolls.
        shown ? 'overflow-hidden' : 'no-scrollbar overflow-x-auto overflow-y-hidden',
        className,
      )}
    >
      {items.map((item, index) => (
        <Link
          key={item.href}
          href={item.href}
          scroll={false}
          data-tab
          aria-current={index === currentIndex ? 'page' : undefined}
          className={joinClasses(
            'tab-link',
            item.separated && 'tab-link-apart',
            // Hidden, but still measured.
            shown && !shown.has(index) && 'invisible absolute',
            shown && index === currentIndex && shown.size === 1 && 'min-w-0 shrink!',
          )}
        >
          {item.icon}
          <span className="truncate">{item.label}</span>
          {item.count === undefined ? null : (
            <span className="font-normal text-2xs text-ink-3 tabular-nums">{item.count}</span>
          )}
          {item.tag}
        </Link>
      ))}
      <span
        ref={more}
        className={joinClasses('flex items-center', rest.length === 0 && 'invisible absolute')}
      >
        <Menu
          trigger={{
            variant: 'quiet',
            size: 'sm',
            className: 'pointer-coarse:h-11',
            children: (
              <>
                More
                <span className="font-normal text-2xs text-ink-3 tabular-nums">{rest.length || ''}</span>
                <Icon of={ChevronDown} size={14} />
              </>
            ),
          }}
          items={rest.map((item) => ({
            kind: 'link',
            href: item.href,
            label: item.label,
            icon: item.icon,
            after: item.tag ?? item.count,
          }))}
        />
      </span>
    </nav>
  )
}

/** The indexes of the tabs that fit; undefined until they were measured. */
function useFittingTabs({
  row,
  more,
  current,
}: {
  row: React.RefObject<HTMLElement | null>
  more: React.RefObject<HTMLElement | null>
  current: number
}): ReadonlySet<number> | undefined {
  const [shown, setShown] = useState<ReadonlySet<number>>()

  useLayoutEffect(() => {
    const nav = row.current
    const button = more.current
    if (!nav || !button) return
    const tabs = [...nav.querySelectorAll<HTMLElement>('[data-tab]')]
    function measure() {
      if (!nav || !button) return
      const { paddingLeft, paddingRight, columnGap } = getComputedStyle(nav)
      const places = fitTabs({
        widths: tabs.map(
          (tab) => tab.getBoundingClientRect().width + Number.parseFloat(getComputedStyle(tab).marginLeft),
        ),
        available: nav.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight),
        moreWidth: button.getBoundingClientRect().width,
        gap: Number.parseFloat(columnGap),
        current,
      })
      setShown((before) =>
        before?.size === places.length && places.every((place) => before.has(place))
          ? before
          : new Set(places),
      )
    }
    measure()
    const observer = new ResizeObserver(measure)
    for (const measured of [nav, button, ...tabs]) observer.observe(measured)
    return () => observer.disconnect()
    // After each render, since any may have changed the tabs.
  })

  return shown
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('a, button')].filter((stop) =>
    stop.checkVisibility({ visibilityProperty: true }),
  )
  const place = stops.findIndex((stop) => stop.matches(':focus'))
  if (place < 0) return
  const targets: Record<string, number> = {
    ArrowLeft: place - 1,
    ArrowRight: place + 1,
    Home: 0,
    End: stops.length - 1,
  }
  const target = targets[event.key]
  if (target === undefined) return
  event.preventDefault()
  stops[target]?.focus()
}
