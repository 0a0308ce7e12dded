import { z } from 'zod'
import { runStates } from '@/lib/domain/certification/certifications.schema'
import { type Placement, placements } from '@/lib/domain/protocols/placements.schema'
import { graceChoice } from '@/lib/domain/secrets/grace.schema'
import {
  contentHash,
  createWidgetInput,
  decideVersionInput,
  updateWidgetInput,
} from '@/lib/domain/widgets/widgets.schema'

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

const furtherIds = {
  externalId: optionalText.describe('Its id elsewhere, by which a social-signin widget is opened.'),
  apiId: optionalText.describe('Its api id, as a marketplace widget is told.'),
}

export const apiPerson = z.object({
  id,
  firstName: text,
  lastName: text,
  title: optionalText,
  stage,
  emails,
  phones,
  ...furtherIds,
})
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

export const createLaunchBody = z
  .object({
    widgetId: id.describe('A widget that is on for the placement in the key’s team.'),
    placement: z.enum(placements),
    user: z.object({ id, email: z.string().min(1).max(320) }).describe('Who opens it in your CRM.'),
    recordId: z.uuid().optional().describe('A person or company that is stored here.'),
    person: apiPerson.optional().describe('A person of your CRM, for the placement person.'),
    company: apiCompany.optional().describe('A company of your CRM, for the placement company.'),
    actionId: z.number().int().min(1).optional().describe('Of the step, for the placement custom_action.'),
    origin: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Of your page around the frame, to which a salesloft widget posts its messages.'),
  })
  .refine((body) => [body.recordId, body.person, body.company].filter(Boolean).length <= 1, {
    path: ['recordId'],
    error: 'Give one of recordId, person and company.',
  })
  .refine((body) => takesRecord(body.placement) || !(body.recordId || body.person || body.company), {
    path: ['placement'],
    error: 'A full page is opened for no record.',
  })
  .refine((body) => !needsRecord(body.placement) || body.recordId || body.person || body.company, {
    path: ['recordId'],
    error: 'Give one of recordId, person and company: this placement is opened for a record.',
  })
  .refine((body) => (body.placement === 'company' ? !body.person : !body.company), {
    path: ['placement'],
    error: 'The placement company opens a company, each other a person.',
  })
  .refine((body) => body.placement !== 'custom_action' || body.actionId !== undefined, {
    path: ['actionId'],
    error: 'A custom action is opened for an action: give its id.',
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
  nonce: z
    .string()
    .optional()
    .describe(
      'What messages of the frame must carry, where the protocol has messages: check it, and their origin.',
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

const widgetList = z.array(z.string().max(300)).max(10).default([])

export const createWidgetBody = createWidgetInput.extend({
  furtherOrigins: widgetList,
  redirectUris: widgetList,
})
export const updateWidgetBody = updateWidgetInput.omit({ widgetId: true }).extend({
  furtherOrigins: widgetList,
  redirectUris: widgetList,
  revision: updateWidgetInput.shape.revision.describe(
    'Of the widget as it was read: a save over another one is refused.',
  ),
})

/** The addresses that only some protocols have, by the names of the form. */
const widgetAddresses = {
  authRedirectUrl: z.string().optional(),
  redirectUris: z.array(z.string()).optional(),
  personUrl: z.string().optional(),
  companyUrl: z.string().optional(),
  fullPageUrl: z.string().optional(),
  emailEditorUrl: z.string().optional(),
  customActionUrl: z.string().optional(),
  searchUrl: z.string().optional(),
  parameterMode: z.string().optional(),
  locationPostbackUrl: z.string().optional(),
  userPostbackUrl: z.string().optional(),
}

export const widgetAnswer = z.object({
  id,
  protocol: z.string(),
  status: z.string(),
  revision: z.string(),
  serving: z.number().int().nullable().describe('The number of the approved version.'),
  working: z
    .number()
    .int()
    .nullable()
    .describe('The number of the version that is being changed or reviewed.'),
  name: z.string(),
  description: z.string(),
  url: z.string(),
  furtherOrigins: z.array(z.string()),
  placements: z.array(z.string()),
  allow: z.array(z.string()).describe('The browser permissions of its frame.'),
  icon: z.string(),
  colour: z.string(),
  ...widgetAddresses,
})

const shownOnce = 'Shown in this answer alone, and in its repeats by the same Idempotency-Key.'

export const createdWidgetAnswer = z.object({
  id,
  secret: z.string().optional().describe(`${shownOnce} Only where the widget has a secret of its own.`),
  fingerprint: z.string().optional(),
  clientId: z.string().optional().describe('Of a salesloft widget, for its OAuth flow.'),
  clientSecret: z.string().optional().describe(shownOnce),
})

export const reviewsAnswer = z.object({
  reviews: z.array(
    z.object({
      widgetId: id,
      versionId: id,
      number: z.number().int(),
      name: z.string(),
      partnerName: z.string(),
      submittedAt: z.iso.datetime().nullable(),
      contentHash: contentHash.describe('SHA-256 of what the version says, for the decision on it.'),
    }),
  ),
  nextCursor,
})

export const decisionBody = decideVersionInput.omit({ widgetId: true })

export const installationsAnswer = z.object({
  installations: z.array(
    z.object({
      widgetId: id,
      name: z.string(),
      partnerName: z.string(),
      contentHash: contentHash.describe('SHA-256 of what the version that opens says, for its switches.'),
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
    .describe('Of the version that was read: another one is refused with changed_since_read.'),
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
    .describe('The member whom a token acts as; null for a key, which is the team’s.'),
  scopes: z.array(z.string()).nullable().describe('Of the token; null for a key, which has no such bounds.'),
  widgetId: id.nullable().describe('The widget that the token was given to.'),
  locationId: id.nullable().describe('The location of the marketplace launch that the token came with.'),
})

/** A cursor of people and companies holds a name. */
export const recordsQuery = z.object({
  query: z.string().trim().max(100).optional().describe('Words of a name, email, phone or website.'),
  cursor: z.string().max(400).optional().describe('The nextCursor of the page before.'),
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
      email: z.string().nullable().describe('The primary one.'),
      phone: z.string().nullable().describe('The primary one.'),
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
      phone: z.string().nullable().describe('The primary one.'),
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

export const widgetParams = z.object({ widgetId: id })
export const secretParams = widgetParams.extend({ version: z.coerce.number().int().min(1) })

export const secretsAnswer = z.object({
  secrets: z.array(
    z.object({
      version: z.number().int(),
      state: z.enum(['staged', 'active', 'retiring', 'revoked']),
      fingerprint: z.string(),
      lastSignedAt: z.iso.datetime().nullable(),
      lastAcceptedAt: z.iso.datetime().nullable(),
      graceEndsAt: z.iso.datetime().nullable(),
    }),
  ),
})

export const shownSecretAnswer = z.object({
  version: z.number().int(),
  secret: z.string().describe('Shown in this answer alone, and in its repeats by the same Idempotency-Key.'),
  fingerprint: z.string(),
})

export const sandboxSecretAnswer = shownSecretAnswer.extend({
  tenantId: z.string().describe('The sandbox’s team, under which its launches come.'),
  integrationId: z.string(),
})

export const promoteBody = z.object({
  graceHours: graceChoice,
  unprobed: z.boolean().default(false).describe('Promote although no probe of the staged secret passed.'),
})

export const certificationsAnswer = z.object({
  certifications: z.array(
    z.object({
      id,
      version: z.number().int(),
      state: z.enum(runStates),
      passed: z.boolean().nullable().describe('Null until the run is done.'),
      createdAt: z.iso.datetime(),
      finishedAt: z.iso.datetime().nullable(),
    }),
  ),
  nextCursor,
})
export const startedAnswer = z.object({
  id: id.describe('Of the run: read it until its state is done or stopped.'),
})

export const submitBody = z.object({ note: z.string().trim().max(2000).optional() })
export const doneAnswer = z.object({ done: z.literal(true) })

export const problemAnswer = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string().describe('Stable: decide by it.'),
  detail: z.string(),
  requestId: z.string(),
  errors: z.record(z.string(), z.array(z.string())).optional(),
})
