import { CellMeta } from '@/components/ui/table'
import type { ProbeHop } from '@/lib/domain/framing/framing.schema'

/** Each request of a probe: where it went, what was answered, and how long each part of it took. */
export function ProbeHops({ hops }: { hops: ProbeHop[] }) {
  if (hops.length === 0) return null
  const numbered = hops.map((hop, place) => ({ hop, place }))
  return (
    <ol className="grid divide-y divide-line rounded-md border border-line">
      {numbered.map(({ hop, place }) => (
        <li key={place} className="grid gap-1.5 px-3 py-2">
          <span className="flex flex-wrap items-baseline gap-x-3">
            <span className="mono min-w-0 flex-1 break-all text-xs">
              {hop.method} {hop.url}
            </span>
            <span className="font-semibold tabular-nums">{hop.status}</span>
            <span className="text-ink-3 text-xs tabular-nums">{hop.times.done} ms</span>
          </span>
          {hop.headers.map((header) => (
            <CellMeta key={header}>
              <span className="mono break-all">{header}</span>
            </CellMeta>
          ))}
          <HopTimes times={hop.times} />
        </li>
      ))}
    </ol>
  )
}

const parts = [
  ['resolved', 'Name', 'bg-ink-3'],
  ['connected', 'Connection', 'bg-info'],
  ['firstByte', 'Waiting', 'bg-accent'],
  ['done', 'Download', 'bg-ok'],
] as const

function HopTimes({ times }: { times: ProbeHop['times'] }) {
  let before = 0
  const spent = parts.flatMap(([name, label, colour]) => {
    const at = times[name]
    if (at === undefined) return []
    const ms = Math.max(0, at - before)
    before = at
    return [{ label, colour, ms }]
  })
  return (
    <>
      <span aria-hidden="true" className="flex h-1.5 w-full gap-px overflow-hidden rounded-full bg-sunken">
        {spent.map(({ label, colour, ms }) => (
          <span key={label} className={colour} style={{ flexGrow: ms }} />
        ))}
      </span>
      <span className="flex flex-wrap gap-x-3 text-2xs text-ink-3 tabular-nums">
        {spent.map(({ label, colour, ms }) => (
          <span key={label} className="flex items-center gap-1">
            <span aria-hidden="true" className={`size-1.5 rounded-full ${colour}`} />
            {label} {ms} ms
          </span>
        ))}
      </span>
    </>
  )
}
