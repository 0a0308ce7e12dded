import { createHash, randomBytes } from 'node:crypto'

/** Who a made-up record is about, and who opens it. */
export type SampleCast = {
  firstName: string
  lastName: string
  /** As typed, and as compared. */
  email: { shown: string; value: string }
  phone: { shown: string; normalized: string }
  company: { name: string; website: string; description: string }
  address: { street: string; city: string; state: string; code: string }
  team: string
  agentEmail: string
  otherEmail: string
  /** A first name that shows whether a page was read as UTF-8. */
  unicodeName: string
  /** Markup that no page may show as markup: it ends an attribute of either quote, and opens an element. */
  markup: string
  /** The text of a search. */
  query: string
}

/** The one record of the sandbox and of test launches on the command line, which developers recognise. */
const fixedCast: SampleCast = {
  firstName: 'Jordan',
  lastName: 'Sample',
  email: { shown: 'Jordan.Sample@example.com', value: 'jordan.sample@example.com' },
  phone: { shown: '+1-555-0100', normalized: '15550100' },
  company: {
    name: 'Sample Ltd',
    website: 'https://sample.example.com',
    description: 'A company that exists only for tests.',
  },
  address: { street: '1 Sample Street', city: 'Sampleton', state: 'CA', code: '94105' },
  team: 'Sample team',
  agentEmail: 'agent@example.com',
  otherEmail: 'stranger@example.com',
  unicodeName: 'Zoë',
  markup: `"'><i data-framegate>`,
  query: 'jordan',
}

/** From what a record is made up that nobody can tell from a real one: another one each time. */
export function newSampleSeed(): string {
  return randomBytes(16).toString('hex')
}

/** The people of a seed, the same for the same one; without a seed those that are the same each time. */
export function sampleCast(seed?: string): SampleCast {
  if (seed === undefined) return fixedCast
  const pick = <Item>(list: readonly Item[], of: string): Item =>
    list[numberOf(seed, of) % list.length] as Item
  const tag = (of: string) =>
    hashOf(seed, of)
      .replace(/[^a-z]/g, '')
      .slice(0, 4)
  const firstName = pick(firstNames, 'first')
  const lastName = pick(lastNames, 'last')
  const domain = (of: string) => `${pick(lastNames, of).toLowerCase()}${tag(of)}.com`
  const own = domain('company')
  const mailbox = `${firstName}.${lastName}`
  const agent = pick(firstNames, 'agent').toLowerCase()
  return {
    firstName,
    lastName,
    email: { shown: `${mailbox}@${own}`, value: `${mailbox}@${own}`.toLowerCase() },
    phone: makePhone(seed),
    company: {
      name: `${pick(lastNames, 'company')} ${pick(companyKinds, 'kind')}`,
      website: `https://www.${own}`,
      description: pick(descriptions, 'description'),
    },
    address: {
      street: `${1 + (numberOf(seed, 'house') % 220)} ${pick(streets, 'street')}`,
      ...pick(cities, 'city'),
    },
    team: `${pick(lastNames, 'team')} ${pick(companyKinds, 'team kind')}`,
    agentEmail: `${agent}.${pick(lastNames, 'agent last').toLowerCase()}@${domain('team')}`,
    otherEmail: `${pick(firstNames, 'other').toLowerCase()}@${domain('other')}`,
    unicodeName: pick(unicodeNames, 'unicode'),
    markup: `"'><i data-${tag('markup')}x${numberOf(seed, 'markup') % 1000}>`,
    query: firstName.toLowerCase(),
  }
}

/** An id in the shape of the real ones, the same for the same name and seed. */
export function sampleId(of: string, seed?: string): string {
  const hex = hashOf(seed, of)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A short id or number as external systems write them. Without a seed it is the given one. */
export function sampleCode(of: string, seed: string | undefined, fixed: string): string {
  return seed === undefined ? fixed : hashOf(seed, of).slice(0, 12)
}

export function sampleNumber(of: string, seed: string | undefined, fixed: number): number {
  return seed === undefined ? fixed : 10_000 + (numberOf(seed, of) % 900_000_000)
}

/** Numbers that regulators keep free for fiction, so that a message to one reaches nobody. */
function makePhone(seed: string): SampleCast['phone'] {
  const digits = (of: string, count: number) => String(numberOf(seed, of) % 10 ** count).padStart(count, '0')
  const ranges = [
    `+1-${200 + (numberOf(seed, 'area') % 700)}-555-01${digits('us', 2)}`,
    `+44-7700-900${digits('uk', 3)}`,
    `+44-20-7946-0${digits('london', 3)}`,
    `+61-491-570-${digits('au', 3)}`,
    `+33-1-99-00-${digits('fr', 2)}-${digits('fr more', 2)}`,
  ]
  const shown = ranges[numberOf(seed, 'range') % ranges.length] ?? ''
  return { shown, normalized: shown.replace(/\D/g, '') }
}

function hashOf(seed: string | undefined, of: string): string {
  return createHash('sha256')
    .update(seed === undefined ? of : `${seed} ${of}`)
    .digest('hex')
}

function numberOf(seed: string, of: string): number {
  return Number.parseInt(hashOf(seed, of).slice(0, 12), 16)
}

const firstNames = [
  'Alice',
  'Amir',
  'Anna',
  'Ben',
  'Carla',
  'Daniel',
  'Diana',
  'Elena',
  'Emma',
  'Eric',
  'Fiona',
  'Grace',
  'Hannah',
  'Ivan',
  'Jack',
  'James',
  'Julia',
  'Karen',
  'Kevin',
  'Laura',
  'Liam',
  'Lucas',
  'Maria',
  'Mark',
  'Megan',
  'Nadia',
  'Nathan',
  'Olivia',
  'Oscar',
  'Paula',
  'Peter',
  'Rachel',
  'Robert',
  'Sara',
  'Simon',
  'Sofia',
  'Thomas',
  'Valerie',
  'Victor',
  'William',
] as const
const lastNames = [
  'Abbott',
  'Adler',
  'Baker',
  'Barnes',
  'Bennett',
  'Brooks',
  'Carter',
  'Clarke',
  'Coleman',
  'Cooper',
  'Dalton',
  'Ellis',
  'Fisher',
  'Fleming',
  'Foster',
  'Garner',
  'Gibson',
  'Grant',
  'Harper',
  'Hayes',
  'Holland',
  'Hudson',
  'Jensen',
  'Keller',
  'Lawson',
  'Marsh',
  'Mercer',
  'Morgan',
  'Norris',
  'Palmer',
  'Parker',
  'Porter',
  'Quinn',
  'Reeves',
  'Sawyer',
  'Sutton',
  'Turner',
  'Vance',
  'Walsh',
  'Weber',
] as const
const companyKinds = [
  'Realty',
  'Partners',
  'Group',
  'Homes',
  'Lending',
  'Properties',
  'Consulting',
  'Ltd',
  'LLC',
  'Advisors',
] as const
const descriptions = [
  'Residential sales and lettings.',
  'Mortgage advice for first-time buyers.',
  'Family-run property management.',
  'Commercial leasing across the region.',
  'Relocation and corporate housing.',
] as const
const streets = [
  'Main Street',
  'Oak Avenue',
  'Church Road',
  'Park Lane',
  'High Street',
  'Mill Road',
  'Station Road',
  'Lake Drive',
] as const
const cities = [
  { city: 'Portland', state: 'OR', code: '97205' },
  { city: 'Austin', state: 'TX', code: '78701' },
  { city: 'Denver', state: 'CO', code: '80202' },
  { city: 'Raleigh', state: 'NC', code: '27601' },
  { city: 'Boston', state: 'MA', code: '02108' },
  { city: 'Sacramento', state: 'CA', code: '95814' },
] as const
const unicodeNames = ['Zoë', 'Chloë', 'Renée', 'Anaïs', 'Loïc', 'Esmé', 'Noémie', 'Maëlle'] as const
