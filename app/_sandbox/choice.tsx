'use client'

import { type ReactNode, useId } from 'react'
import { joinClasses } from '@/components/ui/join-classes'

export type Option<Value extends string> = {
  value: Value
  label: ReactNode
  /** The full sentence behind a short name: a tooltip and the control's description. */
  tip?: string
  /** Shown at the right end of its line. */
  meta?: ReactNode
  /** Why it can't be chosen, shown beside it. */
  unavailable?: string
}

type Props<Value extends string> = {
  legend: string
  aside?: ReactNode
  hint?: ReactNode
  options: Option<Value>[]
  value: Value
  onChange: (value: Value) => void
}

/** A few exclusive choices side by side. */
export function SegmentChoice<Value extends string>(props: Props<Value>) {
  const name = useId()
  return (
    <Group {...props}>
      <div className="flex overflow-hidden rounded-md border border-control bg-surface">
        {props.options.map((option) => (
          <label
            key={option.value}
            title={option.unavailable}
            className={joinClasses(
              'relative flex h-[calc(var(--size-control)-2px)] min-w-0 flex-auto items-center justify-center whitespace-nowrap border-line border-l px-1 text-ink-2 first:border-l-0 has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:-outline-offset-2',
              'has-checked:bg-selected has-checked:font-medium has-checked:text-ink has-checked:shadow-[inset_0_-2px_0_var(--color-accent)]',
              option.unavailable ? 'cursor-not-allowed text-ink-3 line-through' : 'hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === props.value}
              disabled={option.unavailable !== undefined}
              onChange={() => props.onChange(option.value)}
              className="absolute inset-0 size-full cursor-[inherit] appearance-none rounded-none outline-none"
            />
            <span className="pointer-events-none truncate">{option.label}</span>
          </label>
        ))}
      </div>
    </Group>
  )
}

/** Exclusive choices below each other, each with a word at its right end. */
export function ListChoice<Value extends string>(props: Props<Value>) {
  const name = useId()
  return (
    <Group {...props}>
      <div className="grid">
        {props.options.map((option, index) => (
          <div key={option.value}>
            <label
              data-tip={option.tip}
              className="flex min-h-6 items-center gap-2 text-ink-2 has-checked:font-medium has-checked:text-ink max-md:min-h-8"
            >
              <input
                type="radio"
                name={name}
                value={option.value}
                checked={option.value === props.value}
                disabled={option.unavailable !== undefined}
                aria-describedby={option.tip ? `${name}-${index}` : undefined}
                onChange={() => props.onChange(option.value)}
                className="size-3.5 shrink-0 appearance-none rounded-full border-[1.5px] border-control bg-surface checked:border-[4.5px] checked:border-accent"
              />
              <span className="min-w-0 flex-1 py-0.5 leading-[1.125rem] [overflow-wrap:anywhere]">
                {option.label}
              </span>
              <span className="shrink-0 font-normal text-ink-3 text-xs tabular-nums">
                {option.unavailable ?? option.meta}
              </span>
            </label>
            {option.tip ? (
              <span id={`${name}-${index}`} hidden>
                {option.tip}
              </span>
            ) : null}
          </div>
        ))}
      </div>
    </Group>
  )
}

function Group({
  legend,
  aside,
  hint,
  children,
}: {
  legend: string
  aside?: ReactNode
  hint?: ReactNode
  children: ReactNode
}) {
  return (
    <fieldset className="grid min-w-0 gap-1">
      <legend className="mb-1 flex w-full items-baseline gap-1.5 font-medium text-ink-2 text-xs">
        {legend}
        {aside ? <span className="ml-auto font-normal text-ink-3">{aside}</span> : null}
      </legend>
      {children}
      {hint ? <p className="text-ink-3 text-xs text-pretty">{hint}</p> : null}
    </fieldset>
  )
}
