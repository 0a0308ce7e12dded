import { createFigures, formatDollars } from '@/app/demo/figures'
import type { DemoRecord } from '@/app/demo/record'

export type Estimate = {
  heading: string
  subject: string
  amount: string
  amountLabel: string
  basis: string
  costsLabel: string
  /** Share is how long the bar is, in hundredths of the greatest cost. */
  costs: { label: string; value: string; share: number }[]
  listLabel: string
  list: string[]
}

const termMonths = 360

const papers = [
  'Two recent payslips',
  'Bank statements for three months',
  'Proof of address',
  'The listing, once there is one',
]
const stagePapers = new Map([
  [
    'Under contract',
    ['The signed contract', 'Proof of the deposit', 'Two recent payslips', 'The insurer’s offer'],
  ],
  ['Closed', ['The final loan statement', 'The deed, for refinancing']],
])

/** What a person could borrow, and what it would cost at three rates. */
export function estimateMortgage(record: DemoRecord): Estimate {
  const figures = createFigures('mortgage-pre-check', record.id)
  const deposit = figures.between('deposit', 60_000, 180_000, 5_000)
  const loan = figures.between('loan', 320_000, 760_000, 10_000)
  const rate = figures.between('rate', 525, 690, 5) / 100
  const payments = [rate - 0.5, rate, rate + 0.5].map((each) => ({
    rate: each,
    monthly: computePayment(loan, each),
  }))
  return {
    heading: `Pre-check for ${record.shortName}`,
    subject: describeSubject(record),
    amount: formatDollars(loan + deposit),
    amountLabel: 'Indicative budget',
    basis: `${formatDollars(loan)} borrowed over 30 years and ${formatDollars(deposit)} of savings.`,
    costsLabel: 'Each month at',
    costs: toShares(payments.map((entry) => ({ label: `${entry.rate.toFixed(2)}%`, amount: entry.monthly }))),
    listLabel: 'Bring to the first meeting',
    list: (record.stage && stagePapers.get(record.stage)) || papers,
  }
}

/** Renting against buying, for a tenant. */
export function compareLease(record: DemoRecord): Estimate {
  const figures = createFigures('lease-reader', record.id)
  const rent = figures.between('rent', 1_650, 3_900, 50)
  const buying = Math.round(rent * (figures.between('ratio', 88, 128) / 100))
  const years = figures.between('years', 3, 9)
  return {
    heading: `Rent or buy for ${record.shortName}`,
    subject: describeSubject(record),
    amount: `${years} years`,
    amountLabel: 'Buying pays off after',
    basis: `At a rent of ${formatDollars(rent)}, rising 3% a year.`,
    costsLabel: 'Each month',
    costs: toShares([
      { label: 'Keep renting', amount: rent },
      { label: 'Buy a similar home', amount: buying },
      { label: 'Rent in five years', amount: Math.round(rent * 1.03 ** 5) },
    ]),
    listLabel: 'Check in the lease',
    list: [
      'The end date',
      'The notice period for both sides',
      'The deposit and what it covers',
      'Who pays for repairs',
    ],
  }
}

/** What a company could draw, by its revenue if that is known. */
export function estimateFacility(record: DemoRecord): Estimate {
  const figures = createFigures('mortgage-pre-check', record.id)
  const fromRevenue =
    record.annualRevenue && record.annualRevenue > 0 ? record.annualRevenue * 0.18 : undefined
  const facility =
    Math.round((fromRevenue ?? figures.between('facility', 250_000, 900_000, 50_000)) / 10_000) * 10_000
  const rate = figures.between('rate', 640, 820, 5) / 100
  const terms = [120, 180, 240].map((months) => ({ months, monthly: computePayment(facility, rate, months) }))
  return {
    heading: `Business pre-check for ${record.name}`,
    subject: describeSubject(record),
    amount: formatDollars(facility),
    amountLabel: 'Indicative facility',
    basis: fromRevenue
      ? `Based on a revenue of ${formatDollars(record.annualRevenue ?? 0)} a year, at ${rate.toFixed(2)}%.`
      : `The revenue isn’t known, so this is what similar companies borrow, at ${rate.toFixed(2)}%.`,
    costsLabel: 'Each month over',
    costs: toShares(terms.map((term) => ({ label: `${term.months / 12} years`, amount: term.monthly }))),
    listLabel: 'Bring to the first meeting',
    list: [
      'Accounts for two years',
      'The registration and tax numbers',
      'A list of leases and loans',
      'Who can sign',
    ],
  }
}

function computePayment(loan: number, yearlyPercent: number, months = termMonths): number {
  const monthlyRate = yearlyPercent / 1200
  return Math.round((loan * monthlyRate) / (1 - (1 + monthlyRate) ** -months))
}

function toShares(entries: { label: string; amount: number }[]): Estimate['costs'] {
  const highest = Math.max(...entries.map(({ amount }) => amount), 1)
  return entries.map(({ label, amount }) => ({
    label,
    value: formatDollars(amount),
    share: Math.round((amount / highest) * 100),
  }))
}

function describeSubject(record: DemoRecord): string {
  const facts =
    record.kind === 'person'
      ? [record.stage, record.email]
      : [record.stage, record.industry, record.companySize]
  return facts.filter((fact) => fact !== undefined).join(' · ')
}
