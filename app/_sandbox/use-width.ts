'use client'

import { type RefObject, useLayoutEffect, useState } from 'react'

/** An element's width in whole pixels; null before it was measured. */
export function useWidth(element: RefObject<HTMLElement | null>): number | null {
  const [width, setWidth] = useState<number | null>(null)
  useLayoutEffect(() => {
    const measured = element.current
    if (!measured) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width))
    })
    observer.observe(measured)
    setWidth(Math.floor(measured.getBoundingClientRect().width))
    return () => observer.disconnect()
  }, [element])
  return width
}
