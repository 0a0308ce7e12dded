import type { ReactNode } from 'react'
import { BareHeader } from './bare-header'
import { SkipLink } from './skip-link'

/** The frame of pages without navigation, such as sign-in. */
export function AuthFrame({
  title,
  lead,
  footer,
  children,
}: {
  title: ReactNode
  lead?: ReactNode
  /** The alternative, such as "New here? Create an account". */
  footer?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <BareHeader />
      <main
        id="main"
        tabIndex={-1}
        className="grid flex-1 content-start justify-items-center px-4 pt-[10vh] pb-16"
      >
        <div className="w-full max-w-92">
          <h1 className="font-semibold text-xl tracking-title [text-wrap:balance]">{title}</h1>
          {lead ? <p className="mt-1 text-ink-2 [text-wrap:pretty]">{lead}</p> : null}
          <div className="mt-5 grid gap-4 rounded-md border border-line bg-surface p-5 max-md:p-4">
            {children}
          </div>
          {footer ? <p className="mt-4 text-ink-2">{footer}</p> : null}
        </div>
      </main>
    </div>
  )
}
