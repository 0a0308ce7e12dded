import type { FramegateTabs } from '@/lib/embed/element'
import type { EmbedEvents } from '@/lib/embed/event-of'

/** The element with its own events by name. */
export interface FramegateTabsElement extends FramegateTabs {
  addEventListener<Name extends keyof EmbedEvents>(
    type: Name,
    listener: (this: FramegateTabsElement, event: CustomEvent<EmbedEvents[Name]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void
  removeEventListener<Name extends keyof EmbedEvents>(
    type: Name,
    listener: (this: FramegateTabsElement, event: CustomEvent<EmbedEvents[Name]>) => void,
    options?: boolean | EventListenerOptions,
  ): void
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void
}

declare global {
  interface HTMLElementTagNameMap {
    'framegate-tabs': FramegateTabsElement
  }
}
