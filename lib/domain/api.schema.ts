import { z } from 'zod'
import { placements } from '@/lib/domain/widgets.schema'

// What the JSON API takes and answers. The same schemas check each request and answer, and make its description.

const id = z.string().min(1).max(64)
const text = z.string().max(500)
const optionalText = text.nullish().transform((value) => value ?? null)
const flag = z.union([z.literal(0), z.literal(1), z.boolean()]).default(0)

const emails = z
  .array(z.object({ id: id.optional(), email: text.min(1), isPrimary: flag }))
  .max(50)
  .default([])
const phones = z
  .array(z.object({ id: id.optional(), phone: text.min(1), type: text.default('work'), isPrimary: flag }))
  .max(50)
  .default([])
const stage = z.object({ name: text }).default({ name: '' })

export const apiPerson = z.object({ id, firstName: text, lastName: text, stage, emails, phones })
export type ApiPerson = z.output<typeof apiPerson>

export const apiCompany = z.object({
  id,
  name: text,
  stage,
  emails,
  phones,
  industry: optionalText,
  website: optionalText,
  description: z
    .string()
    .max(10_000)
    .nullish()
    .transform((value) => value ?? null),
  companySize: optionalText,
  annualRevenue: z
    .number()
    .nullish()
    .transform((value) => value ?? null),
  foundedDate: optionalText,
  registrationNumber: optionalText,
  taxId: optionalText,
})
export type ApiCompany = z.output<typeof apiCompany>

export const createLaunchBody = z
  .object({
    widgetId: id.describe('A widget that is on for the placement in the key’s team.'),
    placement: z.enum(placements),
    user: z.object({ id, email: z.string().min(1).max(320) }).describe('Who opens it in your CRM.'),
    recordId: z.uuid().optional().describe('A person or company that is stored here.'),
    person: apiPerson.optional().describe('A person of your CRM, for the placement person.'),
    company: apiCompany.optional().describe('A company of your CRM, for the placement company.'),
  })
  .refine((body) => [body.recordId, body.person, body.company].filter(Boolean).length === 1, {
    path: ['recordId'],
    error: 'Give exactly one of recordId, person and company.',
  })
  .refine((body) => body.recordId || body[body.placement], {
    path: ['placement'],
    error: 'The placement person opens a person, company a company.',
  })
export type CreateLaunchBody = z.output<typeof createLaunchBody>

export const launchAnswer = z.object({
  id,
  method: z.enum(['GET', 'POST']),
  url: z.string().describe('Open it in the frame: as its src for GET, as the action of a form for POST.'),
  fields: z.record(z.string(), z.string()).describe('The hidden fields of the form; empty for GET.'),
  expiresAt: z.iso
    .datetime()
    .nullable()
    .describe('After it the widget refuses the launch; null where nothing in it carries a time.'),
})

export const tabsQuery = z.object({ placement: z.enum(placements) })

export const tabsAnswer = z.object({
  tabs: z.array(
    z.object({
      widgetId: id,
      name: z.string(),
      icon: z.string(),
      colour: z.string(),
      partnerName: z.string(),
      isTesting: z.boolean().describe('Only this team sees it: it is not approved yet.'),
    }),
  ),
})

export const pageQuery = z.object({
  cursor: z.string().max(64).optional().describe('The nextCursor of the page before.'),
})

const nextCursor = z.string().nullable().describe('For the next page; null on the last.')

export const widgetsAnswer = z.object({
  widgets: z.array(
    z.object({
      id,
      name: z.string(),
      protocol: z.string(),
      status: z.string(),
      version: z.number().int(),
      url: z.string(),
      placements: z.array(z.string()),
    }),
  ),
  nextCursor,
})

export const installationsAnswer = z.object({
  installations: z.array(
    z.object({
      widgetId: id,
      name: z.string(),
      partnerName: z.string(),
      placements: z.array(z.object({ placement: z.string(), enabled: z.boolean() })),
    }),
  ),
  nextCursor,
})

export const switchBody = z.object({
  widgetId: id,
  placement: z.enum(placements),
  enabled: z.boolean(),
})

export const connectorsAnswer = z.object({
  connectors: z.array(
    z.object({
      id,
      name: z.string(),
      protocol: z.string(),
      enabled: z.boolean(),
      createdAt: z.iso.datetime(),
    }),
  ),
})

export const problemAnswer = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string().describe('Stable: decide by it.'),
  detail: z.string(),
  requestId: z.string(),
  errors: z.record(z.string(), z.array(z.string())).optional(),
})
