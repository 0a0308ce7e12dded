'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type KeyboardEvent, type ReactNode, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { isTyping } from '@/components/ui/is-typing'

/** One launch beside the list. Its address is the page's with `launch`; the arrow keys go to the next one and back. */
export function LaunchDrawer({
  id,
  closeHref,
  newerHref,
  olderHref,
  actions,
  children,
}: {
  id: string
  closeHref: string
  newerHref: string | undefined
  olderHref: string | undefined
  actions?: ReactNode
  children: ReactNode
}) {
  const router = useRouter()
  const [isLoading, startLoading] = useTransition()

  function go(href: string | undefined) {
    // Replaced, so that the way back leads to the list and not through every launch that was looked at.
    if (href) startLoading(() => router.replace(href, { scroll: false }))
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const href = { ArrowLeft: newerHref, ArrowRight: olderHref }[event.key]
    if (!href || isTyping(event.nativeEvent)) return
    event.preventDefault()
    go(href)
  }

  return (
    <Dialog
      isSide
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) go(closeHref)
      }}
      title={
        <>
          Launch <span className="mono break-all font-normal">{id}</span>
        </>
      }
      actions={
        <span className="-mt-1 flex" aria-busy={isLoading || undefined}>
          <CopyButton value={id} label="Copy launch ID" variant="quiet" iconOnly />
          {[
            { icon: ChevronLeft, label: 'Newer launch (←)', href: newerHref },
            { icon: ChevronRight, label: 'Older launch (→)', href: olderHref },
          ].map(({ icon, label, href }) => (
            <Button
              key={label}
              variant="quiet"
              icon={<Icon of={icon} />}
              label={label}
              // Not disabled: the focus would be lost, and the arrow keys with it.
              aria-disabled={!href}
              className={href ? undefined : 'opacity-50'}
              onClick={() => go(href)}
            />
          ))}
        </span>
      }
      footer={actions}
      onKeyDown={onKeyDown}
    >
      {children}
    </Dialog>
  )
}
