'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { isTyping } from '@/components/ui/is-typing'

/** The ids of the elements that the keys focus: the approve button and the reason field. */
export const reviewTargets = { approve: 'approve-version', reason: 'decision-reason' } as const

/** J and K move in the queue, A opens the approval dialog, R focuses the reason. No key decides. */
export function ReviewKeys({
  nextHref,
  previousHref,
}: {
  nextHref: string | undefined
  previousHref: string | undefined
}) {
  const router = useRouter()

  useEffect(() => {
    for (const entry of document.querySelectorAll('aside a[aria-current]'))
      entry.scrollIntoView({ block: 'nearest' })
  }, [])

  useEffect(() => {
    function follow(event: KeyboardEvent) {
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event) ||
        document.querySelector('[role=alertdialog]')
      )
        return
      const href = event.key === 'j' ? nextHref : event.key === 'k' ? previousHref : undefined
      if (href) return router.push(href)
      const id =
        event.key === 'a' ? reviewTargets.approve : event.key === 'r' ? reviewTargets.reason : undefined
      const target = id ? document.getElementById(id) : null
      if (!target) return
      event.preventDefault()
      target.focus()
      if (event.key === 'a') target.click()
    }
    addEventListener('keydown', follow)
    return () => removeEventListener('keydown', follow)
  }, [nextHref, previousHref, router])

  return null
}
