'use client'

import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'
import type { PaletteEntry } from './palette-entry'

const PaletteDialog = dynamic(() => import('./palette-dialog').then((module) => module.PaletteDialog), {
  ssr: false,
})

/** Opens the palette by its button or by ⌘K or Ctrl K. Its code is fetched when it is first opened. */
export function PaletteButton({
  shortcut,
  ...palette
}: {
  entries: PaletteEntry[]
  placeholder: string
  /** As this reader's keyboard has it. */
  shortcut: string
}) {
  const [isOpen, setOpen] = useState(false)
  const [isNeeded, setNeeded] = useState(false)
  const open = () => {
    setNeeded(true)
    setOpen(true)
  }
  useEffect(() => {
    function follow(event: KeyboardEvent) {
      if (
        event.key.toLowerCase() !== 'k' ||
        !(event.metaKey || event.ctrlKey) ||
        event.altKey ||
        event.shiftKey
      )
        return
      event.preventDefault()
      setNeeded(true)
      setOpen((was) => !was)
    }
    addEventListener('keydown', follow)
    return () => removeEventListener('keydown', follow)
  }, [])
  return (
    <>
      <Button variant="quiet" aria-keyshortcuts="Meta+K Control+K" icon={<Icon of={Search} />} onClick={open}>
        <span className="max-md:sr-only">Jump to</span>
        <span aria-hidden="true" className="max-md:hidden">
          <Kbd>{shortcut}</Kbd>
        </span>
      </Button>
      {isNeeded ? <PaletteDialog open={isOpen} onOpenChange={setOpen} {...palette} /> : null}
    </>
  )
}
