import type { Overview } from '@/lib/domain/installations/overviews'

const height = 120
const gap = 0.2

/** Launches a day as bars, those that failed at their foot. The table below has the same figures. */
export function DayChart({ days }: { days: Overview['days'] }) {
  const most = Math.max(1, ...days.map(({ launches }) => launches))
  const scale = (count: number) => (count / most) * height
  const first = days[0]?.day ?? ''
  const last = days.at(-1)?.day ?? ''
  return (
    <figure className="grid gap-1 px-3.5 pt-3.5">
      <svg
        viewBox={`0 0 ${days.length} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Launches a day from ${first} to ${last}, at most ${most}. The table below has each day.`}
        className="h-32 w-full"
      >
        <path
          d={`M0 ${height}H${days.length}M0 ${height / 2}H${days.length}M0 0H${days.length}`}
          className="stroke-line [vector-effect:non-scaling-stroke]"
        />
        {days.map(({ day, launches, failed }, index) => (
          <g key={day}>
            <rect
              x={index + gap / 2}
              width={1 - gap}
              y={height - scale(launches)}
              height={scale(launches)}
              className="fill-accent"
            />
            <rect
              x={index + gap / 2}
              width={1 - gap}
              y={height - scale(failed)}
              height={scale(failed)}
              className="fill-danger"
            />
          </g>
        ))}
      </svg>
      <figcaption className="flex justify-between text-2xs text-ink-3 tabular-nums">
        <span>{first}</span>
        <span className="flex items-center gap-3">
          <span className="flex items-center gap-1.5">
            <span className="size-2 bg-accent" /> launches, at most {most.toLocaleString('en-GB')}
          </span>
          <span className="flex items-center gap-1.5">
            <span className="size-2 bg-danger" /> failed
          </span>
        </span>
        <span>{last}</span>
      </figcaption>
    </figure>
  )
}
