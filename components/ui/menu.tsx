'use client'

import { type KeyboardEvent, type ReactNode, type ToggleEvent, useId, useRef, useState } from 'react'
import { Link } from '@/components/ui/link'
import { Button, type ButtonProps } from './button'
import { joinClasses } from './join-classes'

type MenuEntryLook = {
  label: string
  icon?: ReactNode
  danger?: boolean
  disabled?: boolean
  meta?: ReactNode
}

export type MenuEntry =
  | (MenuEntryLook & { kind?: 'action'; onSelect: () => void })
  | (MenuEntryLook & { kind: 'link'; href: string })
  | { kind: 'separator'; id: string }

/**
 * A button that opens a list of further actions: arrows, Home, End and first letters move in it, Escape and
 * Tab leave it. It is a native popover, so it lies above everything without a portal.
 */
export function Menu({
  trigger,
  items,
  align = 'end',
}: {
  /** The button, as Button props; an icon alone needs its label. */
  trigger: ButtonProps
  items: MenuEntry[]
  align?: 'start' | 'end'
}) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)

  function close() {
    list.current?.hidePopover()
    button.current?.focus()
  }

  function followToggle(event: ToggleEvent<HTMLDivElement>) {
    const isOpening = event.newState === 'open'
    setOpen(isOpening)
    if (!isOpening || !list.current || !button.current) return
    placeMenu(list.current, button.current, align)
    readRows(list.current)[0]?.focus()
  }

  function followKey(event: KeyboardEvent<HTMLDivElement>) {
    if (event.key === 'Tab') return list.current?.hidePopover()
    const rows = list.current ? readRows(list.current) : []
    const target = findNextRow(rows, event.key)
    if (event.key === 'Escape') close()
    else if (target) target.focus()
    else return
    event.preventDefault()
    // A dialog around the menu must not close with it.
    event.stopPropagation()
  }

  return (
    <>
      <Button
        {...trigger}
        scripted
        ref={button}
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded={open}
      />
      <div
        ref={list}
        id={id}
        role="menu"
        aria-label={trigger.label ?? (typeof trigger.children === 'string' ? trigger.children : undefined)}
        tabIndex={-1}
        popover="auto"
        onToggle={followToggle}
        onKeyDown={followKey}
        className="fixed inset-auto m-0 min-w-44 max-w-80 rounded-lg bg-surface p-1 text-left shadow-pop open:animate-pop"
      >
        {items.map((item) =>
          item.kind === 'separator' ? (
            <hr key={item.id} className="-mx-1 my-1 border-line border-t" />
          ) : (
            <MenuRow key={item.label} item={item} onChosen={close} />
          ),
        )}
      </div>
    </>
  )
}

function MenuRow({
  item,
  onChosen,
}: {
  item: Exclude<MenuEntry, { kind: 'separator' }>
  onChosen: () => void
}) {
  const className = joinClasses(
    'flex min-h-(--size-control) w-full items-center gap-2 rounded-md px-2 py-1 text-left no-underline outline-none hover:bg-hover hover:no-underline focus:bg-hover aria-disabled:cursor-not-allowed aria-disabled:text-ink-3',
    item.danger ? 'text-danger-ink' : 'text-ink [&>svg]:text-ink-3',
  )
  const content = (
    <>
      {item.icon}
      <span className="min-w-0 flex-1">
        {item.label}
        {item.meta ? <span className="block text-ink-3 text-xs">{item.meta}</span> : null}
      </span>
    </>
  )
  if (item.kind === 'link') {
    return (
      <Link href={item.href} role="menuitem" tabIndex={-1} className={className} onClick={onChosen}>
        {content}
      </Link>
    )
  }
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      aria-disabled={item.disabled}
      className={className}
      onClick={() => {
        if (item.disabled) return
        onChosen()
        item.onSelect()
      }}
    >
      {content}
    </button>
  )
}

function readRows(list: HTMLElement): HTMLElement[] {
  return Array.from(list.querySelectorAll<HTMLElement>('[role="menuitem"]'))
}

/** The row that a key leads to, from the focused one; undefined for keys that do not move. */
function findNextRow(rows: HTMLElement[], key: string): HTMLElement | undefined {
  const active = document.activeElement
  const current = active instanceof HTMLElement ? rows.indexOf(active) : -1
  if (key === 'ArrowDown') return rows[(current + 1) % rows.length]
  if (key === 'ArrowUp') return rows.at(current <= 0 ? -1 : current - 1)
  if (key === 'Home') return rows[0]
  if (key === 'End') return rows.at(-1)
  if (key.length !== 1 || key === ' ') return undefined
  const fromHere = [...rows.slice(current + 1), ...rows.slice(0, current + 1)]
  return fromHere.find((row) => row.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()))
}

function placeMenu(list: HTMLElement, button: HTMLElement, align: 'start' | 'end') {
  const anchor = button.getBoundingClientRect()
  const { width, height } = list.getBoundingClientRect()
  const left = align === 'start' ? anchor.left : anchor.right - width
  const below = anchor.bottom + 4
  const top = below + height > innerHeight ? Math.max(8, anchor.top - 4 - height) : below
  list.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
  list.style.top = `${top}px`
}
