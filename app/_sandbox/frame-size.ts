import type { Place } from '@/lib/domain/protocols/places.schema'
import type { SandboxSettings } from '@/lib/domain/sandbox/launches.schema'

/** A frame's size for the widget, and the scale it's drawn at in a narrow column. */
export type FrameSize = { width: number; height: number; scale: number }

const slotMin = 320
const slots: Partial<Record<Place, { width: number; height: number }>> = {
  email_editor: { width: 798, height: 450 },
  custom_action: { width: 598, height: 400 },
}
const pageHeight = 480
const fullPageHeight = 560

/** The chosen or the placement's size, within the available width; the height that the widget asked for, if it did. */
export function sizeFrame(
  place: Place,
  { width, height }: { width: SandboxSettings['width']; height: number | null },
  room: number,
): FrameSize {
  const slot = slots[place]
  const chosen = width === 'slot' ? (slot?.width ?? Math.max(slotMin, room)) : Number(width)
  const own = slot?.height ?? (place === 'full_page' ? fullPageHeight : pageHeight)
  return { width: chosen, height: height ?? own, scale: Math.min(1, room / chosen) }
}

/** The scale of a frame in words; null at full size. */
export function nameScale({ scale }: FrameSize): string | null {
  return scale < 1 ? `scaled to ${Math.floor(scale * 100)}%` : null
}
