'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

const everyMs = 2_500
/** Whoever leaves the page open for the night asks no more. */
const roundsMax = 240

/** Reads the page again every few seconds while something on it is under way and somebody looks. */
export function RefreshWhile({ active }: { active: boolean }) {
  const router = useRouter()
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
