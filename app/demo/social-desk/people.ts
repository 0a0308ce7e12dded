import { createFigures } from '@/app/demo/figures'

export type Profile = { id: string; name: string; handle: string }
export type Mention = { when: string; where: string; text: string }

const given = ['Susan', 'Frank', 'Elena', 'Marco', 'Priya', 'Noah', 'Aiko', 'Lena', 'Omar', 'Grace'] as const
const family = [
  'Red',
  'Redford',
  'Marsh',
  'Silva',
  'Okafor',
  'Berg',
  'Tanaka',
  'Weiss',
  'Haddad',
  'Moore',
] as const
const places = ['Facebook', 'Instagram', 'X', 'Google reviews'] as const
const texts = [
  'Does the flat on Mill Street still have its balcony?',
  'Lovely tour on Saturday, thank you for your patience with the dog.',
  'Nobody called me back. Is there another number?',
  'Which of the two is closer to the ferry?',
  'We signed today! Best agents in town.',
] as const

/** Everyone this inbox knows. */
const profiles: Profile[] = given.flatMap((first, row) =>
  family.map((last, column) => ({
    id: String(1000 + row * family.length + column),
    name: `${first} ${last}`,
    handle: `@${first}${last}`.toLowerCase(),
  })),
)

/** At most 20 profiles whose name or handle matches. */
export function searchProfiles(query: string): Profile[] {
  const wanted = query.trim().toLocaleLowerCase('en')
  return profiles
    .filter(({ name, handle }) => `${name} ${handle}`.toLocaleLowerCase('en').includes(wanted))
    .slice(0, 20)
}

/** A profile of this inbox, or undefined for an id that is the CRM's own. */
export function findProfile(id: string): Profile | undefined {
  return profiles.find((profile) => profile.id === id)
}

/** A person's recent messages. */
export function listMentions(id: string): Mention[] {
  const figures = createFigures('social-desk', id)
  return Array.from({ length: figures.between('count', 1, 4) }, (_, index) => ({
    when: `${figures.between(`days ${index}`, 1 + index * 7, 6 + index * 7)} days ago`,
    where: figures.pick(`where ${index}`, places),
    text: figures.pick(`text ${index}`, texts),
  }))
}
