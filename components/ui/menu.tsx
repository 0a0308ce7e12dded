'use client'

import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'
import { Button, type ButtonProps } from './button'
import { joinClasses } from './join-classes'
import { Link } from './link'

export type MenuEntry =
  | { kind?: 'action'; label: string; icon?: ReactNode; danger?: boolean; onSelect: () => void }
  /** Goes somewhere; `after` is a count or tag at its end. */
  | { kind: 'link'; href: string; label: string; icon?: ReactNode; after?: ReactNode }
  | { kind: 'separator'; id: string }

/** A button that opens a list of further actions. The page stays usable while it's open. */
export function Menu({
  trigger,
  items,
}: {
  /** The button, as Button props. An icon needs a label. */
  trigger: ButtonProps
  items: MenuEntry[]
}) {
  return (
    <Base.Root
      modal={false}
      onOpenChange={(open, details) => {
        // A menu opens on pointer down, before Button can ignore the press.
        if (open && trigger.pending) details.cancel()
      }}
    >
      <Base.Trigger render={<Button {...trigger} />} />
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={4} collisionPadding={8} className="z-30">
          <Base.Popup className="max-h-(--available-height) min-w-44 max-w-80 animate-pop overflow-y-auto rounded-lg bg-surface p-1 shadow-pop outline-none">
            {items.map((item) =>
              item.kind === 'separator' ? (
                <Base.Separator key={item.id} className="-mx-1 my-1 border-line border-t" />
              ) : item.kind === 'link' ? (
                <Base.LinkItem
                  key={item.href}
                  render={<Link href={item.href} scroll={false} />}
                  closeOnClick
                  className={joinClasses(itemClass, 'text-ink hover:no-underline')}
                >
                  {item.icon}
                  <span className="min-w-0 flex-1">{item.label}</span>
                  <span className="text-2xs text-ink-3 tabular-nums">{item.after}</span>
                </Base.LinkItem>
              ) : (
                <Base.Item
                  key={item.label}
                  onClick={item.onSelect}
                  className={joinClasses(
                    itemClass,
                    item.danger ? 'text-danger-ink' : 'text-ink [&>svg]:text-ink-3',
                  )}
                >
                  {item.icon}
                  <span className="min-w-0 flex-1">{item.label}</span>
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

const itemClass =
  'flex min-h-(--size-control) cursor-pointer items-center gap-2 rounded-md px-2 py-1 outline-none data-highlighted:bg-hover'
