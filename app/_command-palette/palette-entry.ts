import type { ReactNode } from 'react'

/** A page or an action that the reader's role may open. */
export type PaletteEntry = {
  href: string
  label: string
  group: 'Pages' | 'Actions' | 'Help'
  /** The part of the navigation or documentation that a page is in. */
  detail?: string
  icon: ReactNode
}
