/** The look that plain and confirming dialogs share. */
export const dialogClasses = {
  backdrop:
    'fixed inset-0 z-30 bg-scrim transition-opacity duration-(--duration) data-ending-style:opacity-0 data-starting-style:opacity-0',
  viewport: 'fixed inset-0 z-30 grid grid-cols-[minmax(0,1fr)] place-items-center overflow-y-auto p-4',
  topViewport:
    'fixed inset-0 z-30 grid grid-cols-[minmax(0,1fr)] content-start justify-items-center overflow-y-auto p-4 pt-[12vh]',
  popup:
    'w-132 max-w-full rounded-lg bg-surface shadow-pop transition-[opacity,translate] duration-(--duration) data-[size=full]:w-[72rem] data-[size=wide]:w-3xl data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0',
  sideViewport: 'fixed inset-0 z-30 grid grid-cols-[minmax(0,1fr)] justify-items-end overflow-hidden',
  sidePopup:
    'flex h-dvh w-140 max-w-full flex-col border-line border-l bg-surface shadow-pop transition-[opacity,translate] duration-(--duration) data-ending-style:translate-x-2 data-ending-style:opacity-0 data-starting-style:translate-x-2 data-starting-style:opacity-0',
  header: 'flex items-start gap-3 px-5 pt-4.5 max-md:px-4 max-md:pt-4',
  title: 'font-semibold text-lg tracking-title',
  description: 'max-w-[72ch] text-ink-2 [text-wrap:pretty]',
  body: 'grid gap-3.5 px-5 pt-3.5 last:pb-4.5 max-md:px-4',
  sideBody: 'grid min-h-0 flex-1 content-start gap-4 overflow-y-auto px-5 py-4 max-md:px-4',
  sideFooter:
    'flex flex-wrap items-center gap-2 border-line border-t px-5 py-3 max-md:px-4 max-md:*:flex-auto',
  footer:
    'mt-4.5 flex flex-wrap items-center gap-2 border-line border-t px-5 py-3 max-md:px-4 max-md:*:flex-auto',
}
