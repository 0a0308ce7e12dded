'use client'

import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { joinClasses } from '@/components/ui/join-classes'
import { useReady } from '@/components/ui/use-ready'
import { labelledSteps, scaleTicks } from './chart-scale'

export type Series = {
  label: string
  /** Null where nothing was measured: a gap, not a zero. */
  values: (number | null)[]
  colour: 'accent' | 'danger' | 'info'
}

const fills = { accent: 'fill-accent', danger: 'fill-danger', info: 'fill-info' }
const strokes = { accent: 'stroke-accent', danger: 'stroke-danger', info: 'stroke-info' }
const dots = { accent: 'bg-accent', danger: 'bg-danger', info: 'bg-info' }

const height = 100
const barGap = 0.18

/**
 * Figures over equal steps of time, as bars or lines. The pointer or the arrow keys choose a step, whose exact figures are shown and
 * read out.
 */
export function StepChart({
  label,
  kind,
  series,
  steps,
  formatValue,
  empty,
}: {
  label: string
  /** Bars overlap: the later series are parts of the first. */
  kind: 'bars' | 'lines'
  series: Series[]
  /** Each step's title, in full for its figures and short for the axis. */
  steps: { title: string; tick: string }[]
  formatValue: (value: number) => string
  /** Shown in the plot where there is no data. */
  empty: string
}) {
  const [active, setActive] = useState<number>()
  const isReady = useReady()
  const most = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const isEmpty = series.every(({ values }) => values.every((value) => !value))
  const ticks = scaleTicks(most)
  const top = ticks.at(-1) ?? 1
  const y = (value: number) => height - (value / top) * height
  const last = steps.length - 1
  const figuresOf = (index: number) =>
    series.map(({ label: name, values, colour }) => {
      const value = values[index]
      return { name, colour, text: value === null || value === undefined ? 'no data' : formatValue(value) }
    })
  const spoken = (index: number) =>
    `${steps[index]?.title ?? ''}: ${figuresOf(index)
      .map(({ name, text }) => `${name} ${text}`)
      .join(', ')}`

  function choose(event: PointerEvent<HTMLElement>) {
    const box = event.currentTarget.getBoundingClientRect()
    const index = Math.floor(((event.clientX - box.left) / box.width) * steps.length)
    setActive(Math.min(last, Math.max(0, index)))
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') return setActive(undefined)
    const from = active ?? last
    const next = {
      ArrowLeft: Math.max(0, from - 1),
      ArrowRight: Math.min(last, from + 1),
      Home: 0,
      End: last,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    setActive(next)
  }

  return (
    <figure className="grid gap-2 p-3.5">
      <figcaption className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="font-medium text-sm">{label}</span>
        <span className="flex gap-3 text-ink-3 text-xs">
          {series.map(({ label: name, colour }) => (
            <span key={name} className="flex items-center gap-1.5">
              <span aria-hidden="true" className={joinClasses('size-2 rounded-sm', dots[colour])} />
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <div className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-2">
        <div aria-hidden="true" className="relative text-right text-2xs text-ink-3 tabular-nums">
          {/* As wide as the widest value. */}
          <span className="invisible">
            {ticks.map(formatValue).reduce((one, other) => (other.length > one.length ? other : one))}
          </span>
          {ticks.map((tick) => (
            <span
              key={tick}
              className="absolute right-0 -translate-y-1/2 leading-none"
              style={{ top: `${(1 - tick / top) * 100}%` }}
            >
              {formatValue(tick)}
            </span>
          ))}
        </div>
        <div
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={active ?? last}
          aria-valuetext={spoken(active ?? last)}
          data-unready={isReady ? undefined : ''}
          className="relative h-40 rounded-sm outline-offset-4"
          onPointerMove={choose}
          onPointerDown={choose}
          onPointerLeave={() => setActive(undefined)}
          onFocus={(event) => {
            if (event.currentTarget.matches(':focus-visible')) setActive(last)
          }}
          onBlur={() => setActive(undefined)}
          onKeyDown={onKeyDown}
        >
          <svg
            aria-hidden="true"
            viewBox={`0 0 ${steps.length} ${height}`}
            preserveAspectRatio="none"
            className="absolute inset-0 size-full overflow-visible"
          >
            {active === undefined ? null : (
              <rect x={active} y={0} width={1} height={height} className="fill-hover" />
            )}
            {ticks.map((tick) => (
              <path
                key={tick}
                d={`M0 ${y(tick)}H${steps.length}`}
                className={joinClasses(
                  '[vector-effect:non-scaling-stroke]',
                  tick === 0 ? 'stroke-line-strong' : 'stroke-line',
                )}
              />
            ))}
            {kind === 'bars'
              ? series.map(({ label: name, values, colour }) => (
                  <path key={name} d={drawBars(values, y)} className={fills[colour]} />
                ))
              : series.map(({ label: name, values, colour }) => (
                  <path
                    key={name}
                    d={drawLine(values, y)}
                    fill="none"
                    strokeWidth={2}
                    strokeLinecap="round"
                    strokeLinejoin="round"
                    className={joinClasses('[vector-effect:non-scaling-stroke]', strokes[colour])}
                  />
                ))}
          </svg>
          {isEmpty ? (
            <span className="pointer-events-none absolute inset-0 grid place-items-center px-4 text-center text-ink-3 text-xs">
              {empty}
            </span>
          ) : null}
          {active === undefined ? null : (
            <Figures
              at={(active + 0.5) / steps.length}
              title={steps[active]?.title ?? ''}
              figures={figuresOf(active)}
            />
          )}
        </div>
        <div aria-hidden="true" className="relative col-start-2 mt-1.5 h-4 text-2xs text-ink-3 tabular-nums">
          {labelledSteps(steps.length).map((index) => (
            <span
              key={index}
              className="absolute -translate-x-1/2 whitespace-nowrap"
              style={{ left: `${((index + 0.5) / steps.length) * 100}%` }}
            >
              {steps[index]?.tick}
            </span>
          ))}
        </div>
      </div>
    </figure>
  )
}

function Figures({
  at,
  title,
  figures,
}: {
  at: number
  title: string
  figures: { name: string; colour: Series['colour']; text: string }[]
}) {
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute -top-1 z-10 min-w-36 rounded-md bg-surface px-2.5 py-1.5 text-xs shadow-pop"
      style={at > 0.5 ? { right: `${(1 - at) * 100 + 2}%` } : { left: `${at * 100 + 2}%` }}
    >
      <span className="block font-medium">{title}</span>
      {figures.map(({ name, colour, text }) => (
        <span key={name} className="flex items-center gap-1.5 text-ink-2">
          <span className={joinClasses('size-2 rounded-sm', dots[colour])} />
          {name}
          <span className="ml-auto pl-3 text-ink tabular-nums">{text}</span>
        </span>
      ))}
    </div>
  )
}

function drawBars(values: (number | null)[], y: (value: number) => number): string {
  return values
    .map((value, index) =>
      value ? `M${index + barGap / 2} ${height}V${y(value)}h${1 - barGap}V${height}z` : '',
    )
    .join('')
}

/** A point without neighbours is a dot: a line of no length with round ends. */
function drawLine(values: (number | null)[], y: (value: number) => number): string {
  return values
    .map((value, index) => {
      if (value === null) return ''
      const before = values[index - 1]
      const isJoined = before !== null && before !== undefined
      return `${isJoined ? 'L' : 'M'}${index + 0.5} ${y(value)}${isJoined ? '' : 'h0'}`
    })
    .join('')
}
