import { z } from 'zod'

const listMax = 50

/** One line of text: spaces around it and control characters are not part of it. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `Use at most ${max.toLocaleString('en')} characters.`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Leave out line breaks and control characters.')

export const optionalLine = (max: number) =>
  line(max)
    .nullish()
    .transform((value) => value || null)

const stage = line(100).default('')
const flag = z.boolean().default(false)

const emailFields = z.object({
  email: line(320).regex(/^[^\s@,;:]+@[^\s@,;:]+$/, 'Enter an email address such as name@example.com.'),
  isPrimary: flag,
})

const phoneFields = z.object({
  phone: line(60).regex(/\d/, 'A phone number has digits.'),
  // As an import reads it beside a number, so that an export imports again without a change.
  type: line(40)
    .regex(/^[^:]*$/, 'Leave out colons.')
    .transform((type) => (type.toLowerCase() === 'cell' ? 'mobile' : type.toLowerCase() || 'work'))
    .default('work'),
  isPrimary: flag,
})

const addressFields = z.object({
  type: line(40)
    .transform((type) => type || 'office')
    .default('office'),
  street: line(300).default(''),
  city: line(200).default(''),
  state: line(200).default(''),
  code: line(40).default(''),
  country: line(200).default(''),
  isPrimary: flag,
})

/** A list that is too long is refused before its entries are read: each of a hundred thousand would have its own problem. */
const listOf = <Entry extends z.ZodType>(entry: Entry) =>
  z.preprocess((given, context) => {
    if (!Array.isArray(given) || given.length <= listMax) return given
    context.issues.push({
      code: 'too_big',
      origin: 'array',
      maximum: listMax,
      inclusive: true,
      input: given,
      message: `Use at most ${listMax} entries.`,
    })
    return z.NEVER
  }, z.array(entry).max(listMax))

const emails = listOf(emailFields).default([])
const phones = listOf(phoneFields).default([])

/** A record's id in its CRM, as an address has it. */
export const externalParams = z.object({ externalId: line(200).min(1) })

/** The CRM's own id and time of a record. */
const sourceFields = {
  externalId: optionalLine(200).describe('The id of the record in your CRM; unique within a team.'),
  apiId: optionalLine(200).describe('The id that marketplace widgets receive.'),
}

const personShape = {
  firstName: line(200).default(''),
  lastName: line(200).default(''),
  title: optionalLine(200),
  stage,
  companyId: z.uuid().nullish().describe('The person’s company, by its id here.'),
  emails,
  phones,
  ...sourceFields,
}

const companyShape = {
  name: line(300).min(1, 'Enter a name.'),
  stage,
  industry: optionalLine(200),
  website: optionalLine(500),
  description: z
    .string()
    .trim()
    .max(10_000, 'Use at most 10,000 characters.')
    .regex(/^[^\0\p{Cs}]*$/u, 'Leave out the NUL character and halves of characters.')
    .nullish()
    .transform((value) => value || null),
  companySize: optionalLine(100),
  annualRevenue: z
    .number('Enter a number such as 1250000.5.')
    .min(-1e15)
    .max(1e15)
    .nullish()
    .transform((value) => (value === null || value === undefined ? null : Math.round(value * 100) / 100)),
  foundedDate: z.iso
    .date('Enter a date such as 1998-04-15.')
    // PostgreSQL has no year 0.
    .regex(/^(?!0000)/, 'Enter a date such as 1998-04-15.')
    .nullish()
    .transform((value) => value ?? null),
  registrationNumber: optionalLine(100),
  taxId: optionalLine(100),
  emails,
  phones,
  addresses: listOf(addressFields).default([]),
  ...sourceFields,
}

/** A person without a name has an email or a phone number to be called by. */
export const isNamed = (person: {
  firstName: string
  lastName: string
  emails: unknown[]
  phones: unknown[]
}) => Boolean(person.firstName || person.lastName || person.emails.length > 0 || person.phones.length > 0)
export const unnamedPerson = 'Enter a name, an email or a phone number.'

/** Everything that a person says, where what is left out is empty. */
export const personFields = z
  .object(personShape)
  .refine(isNamed, { path: ['firstName'], error: unnamedPerson })
export type PersonFields = z.output<typeof personFields>

export const companyFields = z.object(companyShape)
export type CompanyFields = z.output<typeof companyFields>

/** Records that say nothing yet. */
export const noPerson: PersonFields = {
  firstName: '',
  lastName: '',
  title: null,
  stage: '',
  companyId: null,
  emails: [],
  phones: [],
  externalId: null,
  apiId: null,
}

export const noCompany: CompanyFields = {
  name: '',
  stage: '',
  industry: null,
  website: null,
  description: null,
  companySize: null,
  annualRevenue: null,
  foundedDate: null,
  registrationNumber: null,
  taxId: null,
  emails: [],
  phones: [],
  addresses: [],
  externalId: null,
  apiId: null,
}

/** What a change names; what it leaves out stays. */
export const personChanges = z.object(withoutDefaults(personShape))
export const companyChanges = z.object(withoutDefaults(companyShape))
export type PersonChanges = z.output<typeof personChanges>
export type CompanyChanges = z.output<typeof companyChanges>

/** The same fields, each of which may be left out and is then absent from the output. */
function withoutDefaults<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  const entries = Object.entries(shape).map(([name, schema]) => [
    name,
    ((schema instanceof z.ZodDefault ? schema.removeDefault() : schema) as z.ZodType).optional(),
  ])
  return Object.fromEntries(entries) as { [Name in keyof Shape]: z.ZodOptional<Shape[Name]> }
}

/** When a record changed in its CRM. In other centuries an offset may lead to a year that PostgreSQL has not. */
export const sourceMoment = z.iso
  .datetime({ offset: true, error: 'Enter a time such as 2026-11-26T08:30:00Z.' })
  .regex(/^(?:19|2\d)/, 'Enter a time such as 2026-11-26T08:30:00Z.')
  .nullish()

const sourceUpdatedAt = sourceMoment.describe(
  'When the record changed in your CRM. Older than what is stored: nothing changes.',
)

const { externalId: _person, ...putPersonShape } = personShape
const { externalId: _company, ...putCompanyShape } = companyShape

/** A record by the CRM's own id, which is in the address. */
export const putPersonBody = z
  .object({ ...putPersonShape, sourceUpdatedAt })
  .refine(isNamed, { path: ['firstName'], error: unnamedPerson })
export const putCompanyBody = z.object({ ...putCompanyShape, sourceUpdatedAt })
