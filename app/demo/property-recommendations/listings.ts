import type { Drawing } from '@/app/demo/drawings'
import { createFigures, formatDollars, formatNumber } from '@/app/demo/figures'
import type { DemoRecord } from '@/app/demo/record'

export type Listing = {
  drawing: Drawing
  dollars: number
  /** What the price is for, where it is not the whole. */
  per: string
  match: number
  address: string
  facts: string
  reasons: string[]
}

export type Recommendation = { heading: string; summary: string; listings: Listing[] }

const service = 'property-recommendations'

const addresses = [
  '418 Alder Lane',
  '27 Cannery Row, Unit 4',
  '9 Orchard Terrace',
  '1206 Hillcrest Drive',
  '55 Wharf Road',
  '330 Lakeview Boulevard',
  '71 Mill Street',
  '8 Station Square, Unit 12',
  '642 Union Avenue',
  '14 Beacon Steps',
  '203 Fernhill Road',
  '880 Pike Street, Unit 31',
] as const

const places = [
  'Pioneer Square',
  'the light rail',
  'the ferry',
  'Volunteer Park',
  'the farmers’ market',
] as const

const stageNotes = new Map([
  ['Lead', 'A range of prices for a new search'],
  ['Prospect', 'Similar to the first viewings'],
  ['Nurture', 'Only homes worth a call'],
  ['Active client', 'Newest listings first'],
  ['Under contract', 'Alternatives in case the contract falls through'],
  ['Closed', 'Homes similar to the one they bought'],
  ['Past client', 'Homes people move to next'],
])

/** Three homes around one budget, always the same three for the same person. */
export function recommendHomes(record: DemoRecord): Recommendation {
  const figures = createFigures(service, record.id)
  const budget = figures.between('budget', 420_000, 980_000, 20_000)
  const bedrooms = figures.between('bedrooms', 1, 4)
  const minutes = figures.between('minutes', 10, 35, 5)
  const place = figures.pick('place', places)
  const first = figures.between('first', 0, addresses.length - 1)
  const listings = (['cottage', 'block', 'twin'] as const).map((drawing, index): Listing => {
    const name = `home ${index}`
    const beds = bedrooms + (index === 2 ? 1 : 0)
    const area = beds * 310 + figures.between(`${name} area`, 180, 520, 10)
    const price = budget - figures.between(`${name} price`, 3_500, 62_000, 500)
    const baths = figures.pick(`${name} baths`, ['1', '1.5', '2', '2.5'])
    return {
      drawing,
      dollars: price,
      per: '',
      match: 95 - index * 4 - figures.between(`${name} match`, 0, 3),
      address: addresses[(first + index * 5) % addresses.length] ?? addresses[0],
      facts: `${beds} bed, ${baths} bath, ${formatNumber(area)} sq ft`,
      reasons: [
        `${formatDollars(budget - price)} under budget`,
        `${minutes - index * 2} minutes to ${place}`,
        figures.pick(`${name} reason`, [
          'Similar homes sold in 9 days',
          'Price reduced last week',
          'Has a garden, as in the saved search',
          'South-facing, with a second entrance',
        ]),
      ],
    }
  })
  const note = (record.stage && stageNotes.get(record.stage)) ?? 'From this week’s listings'
  return {
    heading: `Three homes for ${record.shortName}`,
    summary: `${note}. ${bedrooms === 1 ? 'One bedroom' : `${bedrooms} bedrooms`}, up to ${formatDollars(budget)}, ${minutes} minutes to ${place}.`,
    listings,
  }
}

/** Three sites that fit a company's size. */
export function recommendSites(record: DemoRecord): Recommendation {
  const figures = createFigures(service, record.id)
  const headcount = readHeadcount(record.companySize)
  const city = record.city ?? 'Seattle'
  const first = figures.between('first', 0, addresses.length - 1)
  const sites = [
    { drawing: 'office', use: 'Office' },
    { drawing: 'shop', use: 'Ground-floor shop' },
    { drawing: 'warehouse', use: 'Warehouse with office' },
  ] as const
  const listings = sites.map(({ drawing, use }, index): Listing => {
    const name = `site ${index}`
    const area = Math.round((headcount * figures.between(`${name} share`, 90, 150, 5)) / 50) * 50
    const rent = figures.between(`${name} rent`, 18, 46)
    return {
      drawing,
      dollars: rent,
      per: ' per sq ft a year',
      match: 93 - index * 5 - figures.between(`${name} match`, 0, 4),
      address: `${addresses[(first + index * 5) % addresses.length] ?? addresses[0]}, ${city}`,
      facts: `${use}, ${formatNumber(area)} sq ft, ${formatDollars(area * rent)} a year`,
      reasons: [
        record.companySize ? `Room for ${record.companySize} people` : 'Can be divided',
        `Available from ${figures.pick(`${name} month`, ['January', 'March', 'April', 'June', 'September'])}`,
        figures.pick(`${name} reason`, [
          'Two similar businesses on the same street',
          'Loading yard and parking for twelve',
          'Furnished with desks and meeting rooms',
        ]),
      ],
    }
  })
  const trade = record.industry ? `${record.industry}, ` : ''
  return {
    heading: `Three sites for ${record.name}`,
    summary: `${trade}${record.companySize ? `${record.companySize} people, ` : ''}in and around ${city}.`,
    listings,
  }
}

/** The upper end of a range such as 51-200 or 5001+. */
function readHeadcount(companySize: string | undefined): number {
  const numbers = companySize?.match(/\d{1,6}/g) ?? []
  return Math.max(10, Number(numbers.at(-1) ?? 40))
}
