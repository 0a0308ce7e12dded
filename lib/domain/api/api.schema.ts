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
    widgetId: id.describe('A widget that is enabled for this placement in the key’s team.'),
    placement: z.enum(placements),
    user: z
      .object({ id, email: z.string().min(1).max(320) })
      .describe('The user who opens the launch in your CRM.'),
    recordId: z.uuid().optional().describe('A person or company stored in this portal.'),
    person: apiPerson.optional().describe('A person from your CRM, for the person placement.'),
    company: apiCompany.optional().describe('A company from your CRM, for the company placement.'),
    actionId: z.number().int().min(1).optional().describe('The step’s id, for the custom_action placement.'),
    origin: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('The origin of your page around the frame. A salesloft widget posts its messages to it.'),
  })
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
export type CreateLaunchBody = z.output<typeof createLaunchBody>

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

export const pageQuery = z.object({
  cursor: z.string().max(64).optional().describe('The nextCursor of the previous page.'),
})

const nextCursor = z
  .string()
  .nullable()
  .describe('Pass it as cursor to get the next page; null on the last page.')

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
    'The revision you read. If someone saved since then, the change is refused.',
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
  working: z.number().int().nullable().describe('The number of the version that is in draft or in review.'),
  name: z.string(),
  description: z.string(),
  url: z.string(),
  furtherOrigins: z.array(z.string()),
  placements: z.array(z.string()),
  allow: z.array(z.string()).describe('Browser permissions of the widget’s frame.'),
  icon: z.string(),
  colour: z.string(),
  ...widgetAddresses,
})

const shownOnce = 'Returned only once, and again if you repeat the request with the same Idempotency-Key.'

export const createdWidgetAnswer = z.object({
  id,
  secret: z.string().optional().describe(`${shownOnce} Present only if the widget has its own secret.`),
  fingerprint: z.string().optional(),
  clientId: z.string().optional().describe('For the OAuth flow of a salesloft widget.'),
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
      contentHash: contentHash.describe('SHA-256 of the version’s content. Send it with your decision.'),
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
  secret: z
    .string()
    .describe('Returned only once, and again if you repeat the request with the same Idempotency-Key.'),
  fingerprint: z.string(),
})

export const sandboxSecretAnswer = shownSecretAnswer.extend({
  tenantId: z.string().describe('The id of the sandbox’s team, used in sandbox launches.'),
  integrationId: z.string(),
})

export const promoteBody = z.object({
  graceHours: graceChoice,
  unprobed: z.boolean().default(false).describe('Promote even if no probe of the staged secret has passed.'),
})

export const certificationsAnswer = z.object({
  certifications: z.array(
    z.object({
      id,
      version: z.number().int(),
      state: z.enum(runStates),
      passed: z.boolean().nullable().describe('Null until the run has finished.'),
      createdAt: z.iso.datetime(),
      finishedAt: z.iso.datetime().nullable(),
    }),
  ),
  nextCursor,
})
export const startedAnswer = z.object({
  id: id.describe('The run’s id. Poll the run until its state is done or stopped.'),
})

export const submitBody = z.object({ note: z.string().trim().max(2000).optional() })
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
