import {
  createFigures,
  formatDollars,
  formatNumber,
  formatShortDollars,
  listMonths,
} from '@/app/demo/figures'
import type { DemoRecord } from '@/app/demo/record'

export type Market = {
  area: string
  heading: string
  summary: string
  /** What the curve shows, and how its values are written, whole and on the axis. */
  measure: string
  format: (value: number) => string
  formatShort: (value: number) => string
  months: { short: string; long: string; value: number }[]
  figures: { label: string; value: string; note: string }[]
}

const areas = [
  'Ballard',
  'Beacon Hill',
  'Capitol Hill',
  'Columbia City',
  'Fremont',
  'Georgetown',
  'Green Lake',
  'Queen Anne',
] as const

/** Asking prices around the person's search. */
export function readHomeMarket(record: DemoRecord): Market {
  const figures = createFigures('market-pulse', record.id)
  const area = figures.pick('area', areas)
  const months = drawMonths(record, { from: 480_000, to: 940_000, step: 5_000 })
  const days = figures.between('days', 7, 41)
  return {
    area,
    heading: `${area} for ${record.shortName}`,
    summary: describeChange(record, months, `Asking prices in ${area}`),
    measure: 'Median asking price',
    format: formatDollars,
    formatShort: formatShortDollars,
    months,
    figures: [
      { label: 'Median asking price', value: formatDollars(lastValue(months)), note: 'this month' },
      {
        label: 'Days on the market',
        value: formatNumber(days),
        note: `${days < 20 ? 'faster' : 'slower'} than the city`,
      },
      { label: 'Homes for sale', value: formatNumber(figures.between('sale', 18, 164)), note: `in ${area}` },
      {
        label: 'Sold over asking',
        value: `${figures.between('over', 6, 58)}%`,
        note: 'of last quarter’s sales',
      },
    ],
  }
}

/** Rents of business space around the company's own address. */
export function readRentMarket(record: DemoRecord): Market {
  const figures = createFigures('market-pulse', record.id)
  const area = record.city ?? 'Seattle'
  const months = drawMonths(record, { from: 22, to: 48, step: 1 })
  const formatRent = (value: number) => `$${value.toFixed(2)}`
  return {
    area,
    heading: `${area} for ${record.name}`,
    summary: describeChange(record, months, `Business rents in ${area}`),
    measure: 'Asking rent per square foot and year',
    format: formatRent,
    formatShort: (value) => `$${Math.round(value)}`,
    months,
    figures: [
      { label: 'Asking rent', value: formatRent(lastValue(months)), note: 'per sq ft a year' },
      { label: 'Vacant', value: `${figures.between('vacant', 4, 21)}%`, note: 'of all business space' },
      {
        label: 'Months free',
        value: formatNumber(figures.between('free', 0, 6)),
        note: 'on a five-year lease',
      },
      {
        label: 'New leases',
        value: formatNumber(figures.between('leases', 9, 88)),
        note: record.industry ? `some in ${record.industry}` : 'last quarter',
      },
    ],
  }
}

function drawMonths(record: DemoRecord, range: { from: number; to: number; step: number }): Market['months'] {
  const figures = createFigures('market-pulse', record.id)
  let value = figures.between('start', range.from, range.to, range.step)
  return listMonths(record.signedAt).map((month) => {
    // Between 2.2 down and 3.2 up in a hundred from one month to the next.
    value *= 1 + figures.between(`change ${month.short}`, -22, 32) / 1000
    return { ...month, value: Math.round(value * 100) / 100 }
  })
}

function describeChange(record: DemoRecord, months: Market['months'], subject: string): string {
  const first = months[0]?.value ?? 1
  const percent = Math.round((lastValue(months) / first - 1) * 1000) / 10
  const change =
    percent === 0
      ? `${subject} are unchanged from`
      : `${subject} are ${percent > 0 ? 'up' : 'down'} ${Math.abs(percent)}% on`
  const advice =
    percent > 1
      ? 'A reason not to wait.'
      : percent < -1
        ? 'Room to negotiate.'
        : 'Little pressure either way.'
  return `${change} a year ago. ${record.stage ? `${record.stage}: ` : ''}${advice}`
}

function lastValue(months: Market['months']): number {
  return months.at(-1)?.value ?? 0
}
