import { createFigures, formatDollars, listMonths } from '@/app/demo/figures'

export type Payment = { month: string; what: string; amount: string; state: string }
export type History = { payments: Payment[]; open: string; onTime: string; since: string }

const kinds = ['Earnest money', 'Appraisal', 'Inspection', 'Monthly rent', 'Application fee'] as const
const states = ['Paid', 'Paid', 'Paid', 'Paid two days late', 'Refunded'] as const

/** A contact's payments at a location, the same each time they are opened. */
export function readHistory(locationId: string, contactId: string, now: Date): History {
  const figures = createFigures('payment-history', `${locationId} ${contactId}`)
  const months = listMonths(now.toISOString())
    .slice(-figures.between('count', 4, 7))
    .reverse()
  const payments = months.map(({ long }, index) => ({
    month: long,
    what: figures.pick(`what ${index}`, kinds),
    amount: formatDollars(figures.between(`amount ${index}`, 120, 4_800, 20)),
    state: figures.pick(`state ${index}`, states),
  }))
  return {
    payments,
    open: formatDollars(figures.between('open', 0, 2_400, 60)),
    onTime: `${figures.between('on time', 78, 100)}%`,
    since: String(now.getUTCFullYear() - figures.between('years', 1, 6)),
  }
}
