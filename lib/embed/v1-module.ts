import { defineTabs } from '@/lib/embed/element'

// What `import '…/embed/v1.mjs'` runs.
defineTabs(import.meta.url)

export type { GetToken } from '@/lib/embed/element'
export { FramegateTabs } from '@/lib/embed/element'
export type { EmbedEvents } from '@/lib/embed/event-of'
export type { EmbedRecord } from '@/lib/embed/launch-of'
export type { FramegateTabsElement } from '@/lib/embed/typed-element'
