export type MomentShape = 'date' | 'datetime' | 'time'

/**
 * "21 Nov", "21 Nov, 14:05" or "14:32:07"; the year is added when it is not this one. Written out by
 * hand because the month names of Intl differ between Node and browsers.
 */
export function formatMoment(
  date: Date,
  shape: MomentShape,
  zone: 'utc' | 'local',
  now = new Date(),
): string {
  const parts = zone === 'utc' ? readUtc(date) : readLocal(date)
  const clock = `${pad(parts.hour)}:${pad(parts.minute)}`
  if (shape === 'time') return `${clock}:${pad(parts.second)}`
  const sameYear = parts.year === (zone === 'utc' ? now.getUTCFullYear() : now.getFullYear())
  const day = `${parts.day} ${months[parts.month]}${sameYear ? '' : ` ${parts.year}`}`
  return shape === 'date' ? day : `${day}, ${clock}`
}

/** "just now", "11 s ago", "in 22 h": one unit, rounded down. */
export function formatRelative(date: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - date.getTime()) / 1000)
  const distance = Math.abs(seconds)
  if (distance < 5) return 'just now'
  const [unit, length] = units.find(([, size]) => distance >= size) ?? (['s', 1] as const)
  const amount = `${Math.floor(distance / length)} ${unit}`
  return seconds < 0 ? `in ${amount}` : `${amount} ago`
}

type Parts = { year: number; month: number; day: number; hour: number; minute: number; second: number }

function readUtc(date: Date): Parts {
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  }
}

function readLocal(date: Date): Parts {
  return {
    year: date.getFullYear(),
    month: date.getMonth(),
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
  }
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const units: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
]
