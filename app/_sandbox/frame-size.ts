import type { Place } from '@/lib/domain/protocols/places.schema'
import type { SandboxSettings } from '@/lib/domain/sandbox/launches.schema'

/** A frame as the widget sees it, and how much smaller it is drawn where the column has less room. */
export type FrameSize = { width: number; height: number; scale: number }

const slotMin = 320
const slots: Partial<Record<Place, { width: number; height: number }>> = {
  email_editor: { width: 798, height: 450 },
  custom_action: { width: 598, height: 400 },
}
const pageHeight = 480
const fullPageHeight = 560

/** The size that was chosen, or the placement's own, in the room that there is. */
export function sizeFrame(place: Place, width: SandboxSettings['width'], room: number): FrameSize {
  const slot = slots[place]
  const chosen = width === 'slot' ? (slot?.width ?? Math.max(slotMin, room)) : Number(width)
  const height = slot?.height ?? (place === 'full_page' ? fullPageHeight : pageHeight)
  return { width: chosen, height, scale: Math.min(1, room / chosen) }
}

/** The share of its size at which a frame is drawn, in words; null where it is drawn as it is. */
export function nameScale({ scale }: FrameSize): string | null {
  return scale < 1 ? `scaled to ${Math.floor(scale * 100)}%` : null
}
