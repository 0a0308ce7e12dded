import type { ComponentProps } from 'react'
import { BrandMark } from './brand-mark'
import { ErrorMessage } from './error-message'

/** An error as a whole page. Its links load a new document, because after an error the running page can't be relied on. */
export function ErrorScreen(props: ComponentProps<typeof ErrorMessage>) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-(--size-bar) items-center px-(--gutter)">
        <a
          href="/"
          aria-label="Framegate, home"
          className="flex items-center gap-2 font-semibold text-base text-ink tracking-[-0.01em] hover:no-underline"
        >
          <BrandMark />
          Framegate
        </a>
      </header>
      <main id="main" className="grid flex-1 content-start justify-items-center px-4 pt-[12vh] pb-16">
        <ErrorMessage {...props} />
      </main>
    </div>
  )
}
