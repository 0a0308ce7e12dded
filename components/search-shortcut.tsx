'use client'

import { useEffect } from 'react'
import { isTyping } from '@/components/ui/is-typing'

/** Lets `/` focus the search box. */
export function SearchShortcut({ target }: { target: string }) {
  useEffect(() => {
    function focusSearch(event: KeyboardEvent) {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      const box = document.getElementById(target)
      if (!(box instanceof HTMLInputElement)) return
      event.preventDefault()
      box.focus()
      box.select()
    }
    addEventListener('keydown', focusSearch)
    return () => removeEventListener('keydown', focusSearch)
  }, [target])
  return null
}
