import { formatMoment } from '@/components/ui/format-moment'

/** A step of an overview in full, and as its axis has it. */
export function stepLabels(from: string, isHourly: boolean): { title: string; tick: string } {
  const at = new Date(from)
  const day = formatMoment(at, 'date', 'utc')
  if (!isHourly) return { title: day, tick: day }
  return { title: formatMoment(at, 'datetime', 'utc'), tick: formatMoment(at, 'time', 'utc').slice(0, 5) }
}
