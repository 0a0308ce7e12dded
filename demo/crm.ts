import { toSearchText } from '@/lib/domain/text/search-text'
import { demandingCompanies, demandingPeople } from './demanding'
import {
  companyFirstWords,
  companyKinds,
  companySizes,
  companyStages,
  firstNames,
  lastNames,
  mailHosts,
  personStages,
  places,
  streets,
} from './names'
import { createDemoRandom, type DemoRandom } from './random'
import {
  completeCompany,
  completePerson,
  type DemoCompany,
  type DemoContacts,
  type DemoPerson,
} from './records'

/** Elena Marsh, whose page the documentation links to. */
export const elenaMarshId = 'e1e4a000-0000-4000-8000-000000000001'

const firstDay = Date.UTC(2024, 8, 2, 9)
const dayMs = 24 * 60 * 60 * 1000
const daySpan = 700

type CrmInput = { teamId: string; seed: number; peopleCount: number; companyCount: number; isFirst: boolean }

/** The people and companies of one team, the same in every installation. The first team also gets the demanding ones. */
export function createDemoCrm(input: CrmInput): { people: DemoPerson[]; companies: DemoCompany[] } {
  const random = createDemoRandom(input.seed)
  const companies = input.isFirst
    ? demandingCompanies.map((company) =>
        completeCompany(
          { ...company, id: random.uuid(), teamId: input.teamId, createdAt: pickDay(random) },
          random.uuid,
        ),
      )
    : []
  const names = listCompanyNames(random, input.companyCount - companies.length)
  companies.push(...names.map((name, index) => createCompany(random, input.teamId, name, index)))
  return { companies, people: createPeople(random, input, companies) }
}

function createPeople(random: DemoRandom, input: CrmInput, companies: DemoCompany[]): DemoPerson[] {
  const people: DemoPerson[] = []
  if (input.isFirst) {
    people.push(createElena(random, input.teamId, companies))
    for (const person of demandingPeople) {
      const own = { ...person, id: random.uuid(), teamId: input.teamId, createdAt: pickDay(random) }
      people.push(completePerson(own, random.uuid))
    }
  }
  const taken = new Set<string>()
  while (people.length < input.peopleCount) {
    const firstName = random.pick(firstNames)
    const lastName = random.pick(lastNames)
    if (taken.has(`${firstName} ${lastName}`)) continue
    taken.add(`${firstName} ${lastName}`)
    people.push(createPerson(random, input.teamId, companies, { firstName, lastName }))
  }
  return people
}

function createElena(random: DemoRandom, teamId: string, companies: DemoCompany[]): DemoPerson {
  const person = {
    id: elenaMarshId,
    teamId,
    companyId: companies[0]?.row.id,
    firstName: 'Elena',
    lastName: 'Marsh',
    stage: 'Lead',
    createdAt: new Date(Date.UTC(2026, 2, 3, 17, 20)),
    emails: ['Elena.Marsh@mailbox.example', 'e.marsh@alder-developments.example'],
    phones: [
      { phone: '+1-206-555-0142', type: 'mobile' },
      { phone: '+1-206-555-0117', type: 'work' },
    ],
  }
  return completePerson(person, random.uuid)
}

function createPerson(
  random: DemoRandom,
  teamId: string,
  companies: DemoCompany[],
  name: { firstName: string; lastName: string },
): DemoPerson {
  const company = random.happens(45) ? random.pick(companies) : undefined
  const person = {
    id: random.uuid(),
    teamId,
    companyId: company?.row.id,
    ...name,
    stage: random.pick(personStages),
    createdAt: pickDay(random),
    ...createContacts(random, name, company),
  }
  return completePerson(person, random.uuid)
}

/** One in twelve has neither, some have three of each: the page has to be right for all of them. */
function createContacts(
  random: DemoRandom,
  name: { firstName: string; lastName: string },
  company: DemoCompany | undefined,
): DemoContacts {
  if (random.happens(8)) return {}
  const [first, last] = [toMailPart(name.firstName), toMailPart(name.lastName)]
  const given = `${first}.${last}@${random.pick(mailHosts)}`
  const emails = [random.happens(80) ? given.toLowerCase() : given]
  if (company?.row.website)
    emails.push(`${first.slice(0, 1)}.${last}@${new URL(company.row.website).hostname}`.toLowerCase())
  if (random.happens(12)) emails.push(`${last}.family@${random.pick(mailHosts)}`.toLowerCase())
  const phones = random.happens(80) ? [{ phone: createPhone(random), type: 'mobile' }] : []
  if (random.happens(25)) phones.push({ phone: createPhone(random), type: 'home' })
  if (company && random.happens(40)) phones.push({ phone: createPhone(random), type: 'work' })
  return { emails: random.happens(90) ? emails : [], phones }
}

function createCompany(random: DemoRandom, teamId: string, name: string, index: number): DemoCompany {
  const kind = companyKinds.find(({ word }) => name.endsWith(word)) ?? companyKinds[0]
  const host = `${toSlug(name)}.example`
  const core = {
    id: random.uuid(),
    teamId,
    name,
    stage: random.pick(companyStages),
    createdAt: pickDay(random),
  }
  // Every sixth was typed in after a call: a name and perhaps a number.
  if (index % 6 === 5) {
    const phones = random.happens(50) ? [{ phone: createPhone(random), type: 'work' }] : []
    return completeCompany({ ...core, phones }, random.uuid)
  }
  const place = random.pick(places)
  const details = {
    industry: kind.industry,
    website: `https://${host}`,
    description: kind.about,
    companySize: random.pick(companySizes),
    annualRevenue: (1 + random.next(400)) * 250_000,
    foundedDate: new Date(Date.UTC(1952 + random.next(72), random.next(12), 1 + random.next(28))),
    registrationNumber: `REG-${10_000 + random.next(90_000)}`,
    taxId: `${10 + random.next(90)}-${1_000_000 + random.next(9_000_000)}`,
    emails: [`hello@${host}`, ...(random.happens(40) ? [`accounts@${host}`] : [])],
    phones: [{ phone: createPhone(random, place.areaCode), type: 'work' }],
    addresses: [
      createAddress(random, 'office', place),
      ...(random.happens(30) ? [createAddress(random, 'billing', random.pick(places))] : []),
    ],
  }
  return completeCompany({ ...core, ...details }, random.uuid)
}

function createAddress(random: DemoRandom, type: string, place: (typeof places)[number]) {
  const { city, state, code } = place
  const street = `${1 + random.next(980)} ${random.pick(streets)}`
  return { type, street, city, state, code, country: 'United States' }
}

/** Numbers 555-0100 to 555-0199 are reserved for such uses in every area code. */
function createPhone(random: DemoRandom, areaCode: string = random.pick(places).areaCode): string {
  return `+1-${areaCode}-555-0${100 + random.next(100)}`
}

function listCompanyNames(random: DemoRandom, count: number): string[] {
  const names = new Set<string>()
  while (names.size < count) names.add(`${random.pick(companyFirstWords)} ${random.pick(companyKinds).word}`)
  return [...names]
}

function pickDay(random: DemoRandom): Date {
  return new Date(firstDay + random.next(daySpan) * dayMs + random.next(9 * 60) * 60_000)
}

function toMailPart(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll('Ł', 'L')
    .replace(/[^A-Za-z0-9-]/g, '')
}

function toSlug(name: string): string {
  return toSearchText(name).replace(/[^a-z0-9]+/g, '-')
}
