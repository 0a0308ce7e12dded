import { formatMoment } from '@/components/ui/format-moment'

/** A step's title, in full and short for the axis. */
export function stepLabels(from: string, isHourly: boolean): { title: string; tick: string } {
  const at = new Date(from)
  const day = formatMoment(at, 'date', 'utc')
  if (!isHourly) return { title: day, tick: day }
  return { title: formatMoment(at, 'datetime', 'utc'), tick: formatMoment(at, 'time', 'utc').slice(0, 5) }
}
