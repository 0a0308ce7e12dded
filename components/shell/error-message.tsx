import type { ReactNode } from 'react'
import { CopyDetails } from './copy-details'

/** What happened, why, what to do, and what to quote when asking for help. */
export function ErrorMessage({
  title,
  why,
  actions,
  facts,
}: {
  title: string
  /** The reason in the reader's words, and what is not harmed. */
  why: ReactNode
  /** What to do, the best step first. */
  actions: ReactNode
  /** Ids to quote; those without a value are left out. */
  facts: { term: string; value: string | null | undefined }[]
}) {
  const known = facts.flatMap(({ term, value }) => (value ? [{ term, value }] : []))
  const details = known.map(({ term, value }) => `${term}: ${value}`).join('\n')
  return (
    <div className="w-full max-w-132">
      <h1 className="font-semibold text-xl tracking-title [text-wrap:balance]">{title}</h1>
      <div className="mt-2 text-ink-2 [text-wrap:pretty]">{why}</div>
      <div className="mt-4 flex flex-wrap gap-2">{actions}</div>
      {known.length > 0 ? (
        <div className="mt-7 flex flex-wrap items-center gap-x-5 gap-y-1 border-line border-t pt-3 text-ink-3 text-xs">
          {known.map(({ term, value }) => (
            <span key={term}>
              {term} <span className="mono text-ink-2 [overflow-wrap:anywhere]">{value}</span>
            </span>
          ))}
          <span className="ml-auto">
            <CopyDetails details={details} />
          </span>
        </div>
      ) : null}
    </div>
  )
}
