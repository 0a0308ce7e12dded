import type { ReactNode } from 'react'
import { joinClasses } from './join-classes'

/** The head of a page: its only h1, a lead and the actions. */
export function PageHead({
  title,
  lead,
  facts,
  visual,
  actions,
}: {
  title: ReactNode
  lead?: ReactNode
  /** Short facts on one line under the title: status, id, address. */
  facts?: ReactNode
  /** An avatar or a tile before the title. */
  visual?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="flex min-w-0 flex-1 basis-72 items-start gap-3.5">
        {visual}
        <div className="min-w-0 flex-1">
          <h1 className="font-semibold text-xl tracking-title [overflow-wrap:anywhere] [text-wrap:balance]">
            {title}
          </h1>
          {lead ? <p className="mt-1 max-w-[72ch] text-ink-2 [text-wrap:pretty]">{lead}</p> : null}
          {facts ? (
            <div
              className={joinClasses(
                'flex flex-wrap items-center gap-x-4 text-ink-2 leading-6',
                lead ? 'mt-2' : undefined,
              )}
            >
              {facts}
            </div>
          ) : null}
        </div>
      </div>
      {actions ? (
        <div className="flex flex-wrap gap-2 max-md:w-full max-md:[&>:not([data-tip])]:flex-auto">
          {actions}
        </div>
      ) : null}
    </header>
  )
}
