'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'

const everyMs = 2_500
/** A page that stays open for long stops asking. */
const roundsMax = 240

/**
 * Refreshes the page every few seconds while something on it is running and the tab is visible, and once after it ended: a page reads with
 * several statements, and what ended between two of them is shown half as it was before.
 */
export function RefreshWhile({ active }: { active: boolean }) {
  const router = useRouter()
  const wasActive = useRef(false)
  useEffect(() => {
    if (wasActive.current && !active) router.refresh()
    wasActive.current = active
  }, [active, router])
  useEffect(() => {
    if (!active) return
    let rounds = 0
    const timer = setInterval(() => {
      rounds += 1
      if (rounds > roundsMax) clearInterval(timer)
      else if (document.visibilityState === 'visible') router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [active, router])
  return null
}
