import type { ReactNode } from 'react'
import { joinClasses } from './join-classes'

export type TableColumn = {
  label: string
  /** A count or a note after the label. */
  aside?: ReactNode
  align?: 'end'
  /** For columns of buttons: the head is there for screen readers only. */
  hideLabel?: boolean
  /** A width as a Tailwind class: "w-40". */
  className?: string
}

/**
 * A hairline table. On a phone each row becomes a block: the lead cell, then a line of label and value
 * for each further cell that has a label.
 */
export function Table({
  caption,
  columns,
  density = 'default',
  className,
  children,
}: {
  /** What the table lists, for screen readers. */
  caption: string
  columns: TableColumn[]
  density?: 'default' | 'tight' | 'loose'
  className?: string
  children: ReactNode
}) {
  return (
    <table
      data-density={density}
      className={joinClasses('group/table w-full border-collapse text-left max-md:block', className)}
    >
      <caption className="sr-only">{caption}</caption>
      <thead className="max-md:sr-only">
        <tr>
          {columns.map((column) => (
            <th
              key={column.label}
              scope="col"
              className={joinClasses(
                'whitespace-nowrap border-line border-b px-3.5 py-[0.4375rem] align-bottom font-medium text-ink-3 text-xs',
                column.align === 'end' && 'text-right',
                column.className,
              )}
            >
              {column.hideLabel ? <span className="sr-only">{column.label}</span> : column.label}
              {column.aside ? <span className="ml-1.5 font-normal">{column.aside}</span> : null}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">{children}</tbody>
    </table>
  )
}

export function TableRow({
  dim = false,
  still = false,
  className,
  children,
}: {
  /** For things out of use: revoked, archived. */
  dim?: boolean
  /** No tint under the pointer. */
  still?: boolean
  className?: string
  children: ReactNode
}) {
  return (
    <tr
      className={joinClasses(
        'border-line border-t first:border-t-0 max-md:flex max-md:flex-col max-md:px-3.5 max-md:py-2.5',
        dim && 'text-ink-3',
        !still && 'hover:bg-hover',
        className,
      )}
    >
      {children}
    </tr>
  )
}

export function TableCell({
  label,
  kind = 'value',
  align,
  hideOnPhone = false,
  className,
  children,
}: {
  /** The column's label, shown before the value on a phone. */
  label?: string
  /** `lead` heads the block on a phone; `action` holds the row's buttons. */
  kind?: 'lead' | 'value' | 'action'
  align?: 'end'
  hideOnPhone?: boolean
  className?: string
  children?: ReactNode
}) {
  return (
    <td
      data-label={label}
      className={joinClasses(
        'px-3.5 py-2 align-top group-data-[density=loose]/table:py-3 group-data-[density=tight]/table:py-[0.3125rem]',
        'max-md:px-0! max-md:py-0.5! group-data-[density=loose]/table:max-md:py-2.5!',
        align === 'end' && 'text-right tabular-nums max-md:text-left',
        kind === 'action' && 'whitespace-nowrap text-right max-md:mt-1 max-md:text-left max-md:empty:hidden',
        kind === 'lead' &&
          'max-md:pb-1! group-data-[density=loose]/table:max-md:pt-1! group-data-[density=loose]/table:max-md:pb-3!',
        kind === 'value' &&
          label !== undefined &&
          'group-data-[density=loose]/table:max-md:border-line group-data-[density=loose]/table:max-md:border-t max-md:grid max-md:grid-cols-[6.5rem_minmax(0,1fr)] max-md:gap-2 max-md:before:text-ink-3 max-md:before:content-[attr(data-label)]',
        hideOnPhone && 'max-md:hidden',
        className,
      )}
    >
      {kind === 'action' ? children : <div className="min-w-0">{children}</div>}
    </td>
  )
}

/** The second line of a cell: who, when, or a remark. */
export function CellMeta({ children }: { children: ReactNode }) {
  return <span className="block text-ink-3 text-xs">{children}</span>
}
