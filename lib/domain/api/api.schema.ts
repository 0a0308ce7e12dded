import { z } from 'zod'
import { id, nextCursor } from '@/lib/domain/api/parts.schema'
import { type Placement, placements } from '@/lib/domain/protocols/placements.schema'
import { contentHash } from '@/lib/domain/widgets/widgets.schema'

// Launches, tabs, installations and connectors as the JSON API takes and answers them.

const text = z.string().max(500)
const optionalText = text.nullish().transform((value) => value ?? null)
const flag = z.union([z.literal(0), z.literal(1), z.boolean()]).default(0)

const moment = z.iso.datetime({ offset: true, error: 'Enter a time such as 2025-10-01T12:00:00Z.' })
const times = {
  createdAt: moment
    .optional()
    .describe('When your CRM stored it. Left out: the other time of the two, else the time of the call.'),
  updatedAt: moment.optional().describe('When your CRM last changed it. Left out: as createdAt.'),
}
const lastContactedAt = moment
  .nullish()
  .transform((value) => value ?? null)
  .describe('When somebody was last in contact. Salesloft widgets receive it.')

const emails = z
  .array(z.object({ id: id.optional(), email: text.min(1), isPrimary: flag, ...times }))
  .max(50)
  .default([])
const phones = z
  .array(
    z.object({
      id: id.optional(),
      phone: text.min(1),
      type: text.default('work'),
      isPrimary: flag,
      ...times,
    }),
  )
  .max(50)
  .default([])
const addresses = z
  .array(
    z.object({
      id: id.optional(),
      type: text.default('office'),
      street: text.default(''),
      city: text.default(''),
      state: text.default(''),
      code: text.default(''),
      country: text.default(''),
      isPrimary: flag,
    }),
  )
  .max(50)
  .default([])
const stage = z.object({ name: text }).default({ name: '' })

const furtherIds = {
  externalId: optionalText.describe('External ID. SocialSignIn widgets are opened with it.'),
  apiId: optionalText.describe('API ID, which marketplace widgets receive.'),
}

export const apiPerson = z.object({
  id,
  firstName: text,
  lastName: text,
  title: optionalText,
  stage,
  emails,
  phones,
  lastContactedAt,
  company: z
    .object({
      id,
      name: text,
      industry: optionalText,
      website: optionalText,
      phone: optionalText,
      lastContactedAt,
    })
    .nullish()
    .transform((value) => value ?? null)
    .describe('The person’s company, which Salesloft widgets receive as the account.'),
  ...furtherIds,
})
export type ApiPerson = z.output<typeof apiPerson>

export const apiCompany = z.object({
  id,
  name: text,
  stage,
  emails,
  phones,
  addresses,
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
  foundedDate: z
    .union([z.iso.date(), moment], { error: 'Enter a date such as 1998-04-15.' })
    .nullish()
    .transform((value) => value ?? null),
  registrationNumber: optionalText,
  taxId: optionalText,
  lastContactedAt,
  ...furtherIds,
})
export type ApiCompany = z.output<typeof apiCompany>

function takesRecord(placement: Placement): boolean {
  return placement !== 'full_page'
}

/** An email may be written to nobody yet. */
function needsRecord(placement: Placement): boolean {
  return takesRecord(placement) && placement !== 'email_editor'
}

const launchFields = z.object({
  widgetId: id.describe('A widget that is enabled for this placement in the key’s team.'),
  placement: z.enum(placements),
  recordId: z.uuid().optional().describe('A person or company stored in this portal.'),
  person: apiPerson.optional().describe('A person from your CRM, for the person placement.'),
  company: apiCompany.optional().describe('A company from your CRM, for the company placement.'),
  actionId: z
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe('The step’s id, for the custom_action placement.'),
})

/** What is opened, of which record: the same for a call and in an embedding page. */
function withLaunchRules<Schema extends z.ZodType<z.output<typeof launchFields>>>(schema: Schema): Schema {
  return schema
    .refine((body) => [body.recordId, body.person, body.company].filter(Boolean).length <= 1, {
      path: ['recordId'],
      error: 'Send only one of recordId, person and company.',
    })
    .refine((body) => takesRecord(body.placement) || !(body.recordId || body.person || body.company), {
      path: ['placement'],
      error: 'The full_page placement opens without a record: leave out recordId, person and company.',
    })
    .refine((body) => !needsRecord(body.placement) || body.recordId || body.person || body.company, {
      path: ['recordId'],
      error: 'This placement opens for a record: send one of recordId, person and company.',
    })
    .refine((body) => (body.placement === 'company' ? !body.person : !body.company), {
      path: ['placement'],
      error: 'The company placement opens for a company; every other placement opens for a person.',
    })
    .refine((body) => body.placement !== 'custom_action' || body.actionId !== undefined, {
      path: ['actionId'],
      error: 'The custom_action placement needs an actionId.',
    })
}

export const createLaunchBody = withLaunchRules(
  launchFields.extend({
    user: z
      .object({ id, email: z.string().min(1).max(320) })
      .describe('The user who opens the launch in your CRM.'),
    origin: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('The origin of your page around the frame. A salesloft widget posts its messages to it.'),
  }),
)
export type CreateLaunchBody = z.output<typeof createLaunchBody>

/** What an embedding page asks for; who its user is, its session says. */
export const embeddedLaunchBody = withLaunchRules(launchFields)
export type EmbeddedLaunchBody = z.output<typeof embeddedLaunchBody>

export const launchAnswer = z.object({
  id,
  method: z.enum(['GET', 'POST']),
  url: z.string().describe('Open this URL in the frame: as its src for GET, or as a form’s action for POST.'),
  fields: z.record(z.string(), z.string()).describe('The hidden fields of the form; empty for GET.'),
  expiresAt: z.iso
    .datetime()
    .nullable()
    .describe('When the launch expires; null if the launch carries no time.'),
  nonce: z
    .string()
    .optional()
    .describe(
      'For protocols with messages: accept a message from the frame only if it carries this nonce and comes from the frame’s origin.',
    ),
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
      isTesting: z.boolean().describe('Not approved yet: only this team sees the widget.'),
    }),
  ),
})

export const installationsAnswer = z.object({
  installations: z.array(
    z.object({
      widgetId: id,
      name: z.string(),
      partnerName: z.string(),
      contentHash: contentHash.describe(
        'SHA-256 of the content of the version that opens. Send it when you enable a placement.',
      ),
      placements: z.array(z.object({ placement: z.string(), enabled: z.boolean() })),
    }),
  ),
  nextCursor,
})

export const switchBody = z.object({
  widgetId: id,
  placement: z.enum(placements),
  enabled: z.boolean(),
  contentHash: contentHash
    .optional()
    .describe(
      'The contentHash you read. If the version changed since, the request is refused with changed_since_read.',
    ),
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
  nextCursor,
})

export const meAnswer = z.object({
  team: z.object({ id, name: z.string() }),
  user: z
    .object({ id, name: z.string(), email: z.string(), role: z.enum(['admin', 'agent']) })
    .nullable()
    .describe('The member that an access token acts as; null for an API key, which acts for the team.'),
  scopes: z.array(z.string()).nullable().describe('The scopes of the access token; null for an API key.'),
  widgetId: id.nullable().describe('The widget that the access token was issued to.'),
  locationId: id.nullable().describe('The location of the marketplace launch that carried the token.'),
})

export const doneAnswer = z.object({ done: z.literal(true) })

export const problemAnswer = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string().describe('Stable: use it to tell errors apart.'),
  detail: z.string(),
  requestId: z.string(),
  errors: z.record(z.string(), z.array(z.string())).optional(),
})
