'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'

/** On a link that may be followed without asking. */
export const storedLink = { 'data-stored': '' }

/** While it is on the page, links and closing the page ask first. */
export function LeaveGuard({ title, description }: { title: string; description: ReactNode }) {
  const router = useRouter()
  const [href, setHref] = useState<string>()
  useEffect(() => {
    const askBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    const askBeforeLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null
      if (!(link instanceof HTMLAnchorElement) || opensElsewhere(link, event)) return
      if ('stored' in link.dataset) {
        window.removeEventListener('beforeunload', askBeforeUnload)
        return
      }
      event.preventDefault()
      event.stopPropagation()
      setHref(link.href)
    }
    window.addEventListener('beforeunload', askBeforeUnload)
    // Runs before React's handlers, so that the router doesn't follow the link.
    document.addEventListener('click', askBeforeLink, true)
    return () => {
      window.removeEventListener('beforeunload', askBeforeUnload)
      document.removeEventListener('click', askBeforeLink, true)
    }
  }, [])
  return (
    <ConfirmDialog
      open={href !== undefined}
      onOpenChange={(open) => {
        if (!open) setHref(undefined)
      }}
      title={title}
      description={description}
      confirmLabel="Leave page"
      cancelLabel="Stay on page"
      danger
      action={() => {
        if (href) router.push(href)
      }}
    />
  )
}

function opensElsewhere(link: HTMLAnchorElement, event: MouseEvent): boolean {
  const isSamePage = link.hash !== '' && link.href.split('#')[0] === location.href.split('#')[0]
  return (
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    link.target === '_blank' ||
    link.hasAttribute('download') ||
    isSamePage
  )
}
