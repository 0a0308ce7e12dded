import type { LucideIcon } from 'lucide-react'
import { joinClasses } from './join-classes'

export type IconProps = {
  /** A lucide icon, imported by name. */
  of: LucideIcon
  /** In pixels: 16 beside text, 14 inside small controls, 12 in tiny tiles. */
  size?: 12 | 14 | 16 | 20
  className?: string
}

/** A decorative icon in the product's line width. The words beside it carry the meaning. */
export function Icon({ of: Glyph, size = 16, className }: IconProps) {
  return (
    <Glyph
      aria-hidden="true"
      size={size}
      strokeWidth={1.5}
      absoluteStrokeWidth
      className={joinClasses('shrink-0', className)}
    />
  )
}
