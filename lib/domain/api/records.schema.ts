import { z } from 'zod'
import { nextCursor } from '@/lib/domain/api/parts.schema'

// People, companies and activities as the JSON API takes and answers them.

/** A cursor of people and companies holds a name. */
export const recordsQuery = z.object({
  query: z.string().trim().max(100).optional().describe('Words from a name, email, phone number or website.'),
  updatedSince: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      'Only records that changed at or after this moment, in the order of their changes. While others are written, an import for one, a change comes some seconds later, so that none is missed.',
    ),
  cursor: z.string().max(3_000).optional().describe('The nextCursor of the previous page.'),
})

const recordId = z.uuid()
export const personParams = z.object({ personId: recordId })
export const companyParams = z.object({ companyId: recordId })

const companyName = z.object({ id: recordId, name: z.string() }).nullable()
const flagAnswer = z.boolean()

const emailAnswers = z.array(z.object({ id: recordId, email: z.string(), isPrimary: flagAnswer }))
const phoneAnswers = z.array(
  z.object({ id: recordId, phone: z.string(), type: z.string(), isPrimary: flagAnswer }),
)

export const peopleAnswer = z.object({
  people: z.array(
    z.object({
      id: recordId,
      firstName: z.string(),
      lastName: z.string(),
      stage: z.string(),
      email: z.string().nullable().describe('The primary entry.'),
      phone: z.string().nullable().describe('The primary entry.'),
      company: companyName,
    }),
  ),
  nextCursor,
})

/** What every stored record has beside what it says. */
const storedAnswer = {
  externalId: z.string().nullable().describe('Its id in your CRM.'),
  apiId: z.string().nullable().describe('Its id for marketplace widgets.'),
  revision: z.number().int().describe('How often it was written. The ETag is the same, for If-Match.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  sourceUpdatedAt: z.iso.datetime().nullable().describe('When it changed in your CRM, as you said.'),
}

export const personAnswer = z.object({
  id: recordId,
  firstName: z.string(),
  lastName: z.string(),
  stage: z.string(),
  title: z.string().nullable(),
  company: companyName,
  emails: emailAnswers,
  phones: phoneAnswers,
  ...storedAnswer,
})

const stale = z
  .boolean()
  .describe('Whether nothing changed, since sourceUpdatedAt is older than the stored one.')
export const putPersonAnswer = personAnswer.extend({ stale })

export const erasedAnswer = z.object({
  activities: z.number().int().describe('How many activities were erased.'),
  launches: z.number().int().describe('How many launches no longer say which record they were for.'),
})

export const companiesAnswer = z.object({
  companies: z.array(
    z.object({
      id: recordId,
      name: z.string(),
      stage: z.string(),
      industry: z.string().nullable(),
      website: z.string().nullable(),
      companySize: z.string().nullable(),
      phone: z.string().nullable().describe('The primary entry.'),
    }),
  ),
  nextCursor,
})

export const companyAnswer = z.object({
  id: recordId,
  name: z.string(),
  stage: z.string(),
  industry: z.string().nullable(),
  website: z.string().nullable(),
  description: z.string().nullable(),
  companySize: z.string().nullable(),
  annualRevenue: z.number().nullable(),
  foundedDate: z.string().nullable(),
  registrationNumber: z.string().nullable(),
  taxId: z.string().nullable(),
  emails: emailAnswers,
  phones: phoneAnswers,
  addresses: z.array(
    z.object({
      id: recordId,
      type: z.string(),
      street: z.string(),
      city: z.string(),
      state: z.string(),
      code: z.string(),
      country: z.string(),
      isPrimary: flagAnswer,
    }),
  ),
  ...storedAnswer,
})
export const putCompanyAnswer = companyAnswer.extend({ stale })

export const activityAnswer = z.object({ id: recordId })

const held = z.record(z.string(), z.unknown())
const heldLists = {
  activities: z.array(held).describe('With subject, description, time and who logged each.'),
  launches: z.array(held).describe('Widget, placement, time, outcome and member.'),
  accessTokens: z.array(held).describe('Tokens that read this record, without the token itself.'),
  connectorRequests: z
    .array(held)
    .describe('Requests of platforms in the last 30 days that mention the record.'),
  webhookEvents: z.array(held).describe('Events to your webhooks, with the body of those that wait.'),
  auditEvents: z.array(held),
}

/** Everything that is held about a person. */
export const personDataAnswer = z.object({
  generatedAt: z.iso.datetime(),
  person: held,
  steps: z.array(held),
  ...heldLists,
})
export const companyDataAnswer = z.object({
  generatedAt: z.iso.datetime(),
  company: held,
  people: z.array(z.object({ id: recordId })).describe('The people of the company, who have their own data.'),
  ...heldLists,
})
