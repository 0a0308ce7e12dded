import { z } from 'zod'
import { nextCursor } from '@/lib/domain/api/parts.schema'

// People, companies and activities as the JSON API takes and answers them.

/** A cursor of people and companies holds a name. */
export const recordsQuery = z.object({
  query: z.string().trim().max(100).optional().describe('Words from a name, email, phone number or website.'),
  cursor: z.string().max(400).optional().describe('The nextCursor of the previous page.'),
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

export const personAnswer = z.object({
  id: recordId,
  firstName: z.string(),
  lastName: z.string(),
  stage: z.string(),
  company: companyName,
  emails: emailAnswers,
  phones: phoneAnswers,
  createdAt: z.iso.datetime(),
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
  createdAt: z.iso.datetime(),
})

export const activityAnswer = z.object({ id: recordId })
