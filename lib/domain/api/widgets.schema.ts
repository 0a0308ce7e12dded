import { z } from 'zod'
import { id, nextCursor } from '@/lib/domain/api/parts.schema'
import { runStates } from '@/lib/domain/certification/certifications.schema'
import { graceChoice } from '@/lib/domain/secrets/grace.schema'
import {
  contentHash,
  createWidgetInput,
  decideVersionInput,
  updateWidgetInput,
} from '@/lib/domain/widgets/widgets.schema'

// Widgets as the JSON API takes and answers them, with their secrets, certifications and reviews.

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
