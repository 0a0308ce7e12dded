'use client'

import { type RefObject, useEffect } from 'react'
import { isTyping } from '@/components/ui/is-typing'

/** ↑ ↓ move between rows; P and C press the row's person and company switch. Z is handled by the toast. */
export function useRowKeys(table: RefObject<HTMLElement | null>, enabled: boolean): void {
  useEffect(() => {
    if (!enabled) return
    function follow(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      const rows = [...(table.current?.querySelectorAll<HTMLElement>('tbody tr') ?? [])]
      const index = rows.findIndex((row) => row.contains(document.activeElement))
      switch (event.key) {
        case 'ArrowDown':
        case 'ArrowUp': {
          const next = rows[index < 0 ? 0 : index + (event.key === 'ArrowDown' ? 1 : -1)]
          const target = next?.querySelector<HTMLElement>('[role=switch]:not([disabled])')
          if (!target) return
          event.preventDefault()
          target.focus()
          return
        }
        case 'p':
        case 'c':
          rows[index]
            ?.querySelector<HTMLElement>(
              `[data-placement=${event.key === 'p' ? 'person' : 'company'}]:not([disabled])`,
            )
            ?.click()
      }
    }
    addEventListener('keydown', follow)
    return () => removeEventListener('keydown', follow)
  }, [table, enabled])
}
