import { createHash } from 'node:crypto'

/** Numbers that depend only on a record's id, so that the same record always shows the same homes. */
export type Figures = {
  /** A number from `from` to `to`, both included, in steps. */
  between: (name: string, from: number, to: number, step?: number) => number
  pick: <Value>(name: string, values: readonly [Value, ...Value[]]) => Value
}

export function createFigures(service: string, recordId: string): Figures {
  const draw = (name: string) =>
    createHash('sha256').update(`${service} ${recordId} ${name}`).digest().readUInt32BE(0)
  return {
    between: (name, from, to, step = 1) => from + (draw(name) % (Math.floor((to - from) / step) + 1)) * step,
    pick: (name, values) => values[draw(name) % values.length] ?? values[0],
  }
}

const dollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
})
const shortDollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  notation: 'compact',
  maximumFractionDigits: 1,
})
const plain = new Intl.NumberFormat('en-US')

export function formatDollars(amount: number): string {
  return dollars.format(amount)
}

export function formatShortDollars(amount: number): string {
  return shortDollars.format(amount)
}

export function formatNumber(amount: number): string {
  return plain.format(amount)
}

/** The twelve months up to the one of `timestamp`, as short names and as names with years. */
export function listMonths(timestamp: string): { short: string; long: string }[] {
  const end = new Date(timestamp)
  return Array.from({ length: 12 }, (_, index) => {
    const month = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - 11 + index, 1))
    return {
      short: month.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' }),
      long: month.toLocaleString('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
    }
  })
}
