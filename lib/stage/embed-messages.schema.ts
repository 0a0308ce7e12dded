import type { StageMessage } from '@/lib/domain/launches/launches.schema'
import type { WireLook } from '@/lib/wire/messages.schema'

// What a page of an embedding CRM and the portal's frame in it say to each other, over a port that only the two have.

/** The first and only message to the frame's window. It carries the port; nothing secret is in it. */
export const embedConnect = { type: 'framegate.connect', version: 1 } as const

export type EmbeddedTab = {
  widgetId: string
  name: string
  icon: string
  colour: string
  partnerName: string
  isTesting: boolean
}

/** What the page says. */
export type EmbedHostMessage =
  | { type: 'token'; token: string }
  | { type: 'tabs'; placement: string }
  /**
   * A launch as the JSON API describes one: placement, and `recordId`, `person` or `company`. It takes the place of the one before, and what
   * is said of it carries its `id`.
   */
  | { type: 'open'; id: number; launch: Record<string, unknown> }
  | { type: 'close' }
  /** How the page looks; what it keeps for the widget that is opened next. */
  | { type: 'look'; look: WireLook; state: string }

/** What the frame says. */
export type EmbedFrameMessage =
  | { type: 'connected' }
  /** There is no token yet, or the one that was given is about to end or was refused. */
  | { type: 'token_wanted' }
  | { type: 'tabs'; placement: string; tabs: EmbeddedTab[] }
  | { type: 'refused'; about: 'token' | 'tabs'; code: string; detail: string; requestId: string }
  | { type: 'stage'; id: number; message: StageMessage }

/** What the frame's document gives its script. */
export type EmbedFrameData = { embedId: string; origins: string[] }

/** The address of a frame of the portal in another page. */
export function embedFramePath(embedId: string): string {
  return `/frames/embed/${encodeURIComponent(embedId)}`
}
