'use client'

import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'
import type { PalettePage } from './palette-page'

const PaletteDialog = dynamic(() => import('./palette-dialog').then((module) => module.PaletteDialog), {
  ssr: false,
})

/** Opens the palette by its button or by ⌘K. What it is made of is fetched when it is opened first. */
export function PaletteButton({ pages }: { pages: PalettePage[] }) {
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
          <Kbd>⌘K</Kbd>
        </span>
      </Button>
      {isNeeded ? <PaletteDialog open={isOpen} onOpenChange={setOpen} pages={pages} /> : null}
    </>
  )
}
