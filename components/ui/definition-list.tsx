import type { ReactNode } from 'react'
import { joinClasses } from './join-classes'

export type Definition = { term: string; value: ReactNode }

/** Terms and their values, side by side, or `stacked` in narrow columns. */
export function DefinitionList({
  items,
  stacked = false,
  size = 'default',
  className,
}: {
  items: Definition[]
  stacked?: boolean
  size?: 'default' | 'sm'
  className?: string
}) {
  return (
    <dl
      className={joinClasses(
        'grid',
        stacked ? 'gap-2' : 'grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 max-md:gap-x-3',
        size === 'sm' && 'text-xs',
        className,
      )}
    >
      {items.map((item) => (
        <div key={item.term} className={stacked ? 'grid' : 'col-span-2 grid grid-cols-subgrid'}>
          <dt className={joinClasses('text-ink-3', stacked && 'text-xs')}>{item.term}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
