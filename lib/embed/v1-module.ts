import { defineTabs } from '@/lib/embed/element'

// What `import '…/embed/v1.mjs'` runs.
defineTabs(import.meta.url)

export { FramegateTabs } from '@/lib/embed/element'
