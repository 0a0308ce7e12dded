import { z } from 'zod'
import { graceHours } from '@/lib/domain/secrets/durations.schema'

/** Everything that a team's webhook may be told of, with the words for it. */
export const webhookEvents = {
  'person.created': 'A person was added',
  'person.updated': 'A person changed',
  'person.deleted': 'A person was erased',
  'company.created': 'A company was added',
  'company.updated': 'A company changed',
  'company.deleted': 'A company was erased',
} as const
export type WebhookEvent = keyof typeof webhookEvents
export const webhookEventTypes = Object.keys(webhookEvents) as WebhookEvent[]

/** What a test sends; it is about no record. */
export const testEvent = 'webhook.test'

export const webhookStates = {
  untested: 'Not tested',
  active: 'Active',
  paused: 'Paused',
  gone: 'Stopped',
} as const
export type WebhookState = keyof typeof webhookStates

const url = z.string().trim().min(1, 'Enter the address of your server.').max(2000)
const events = z
  .array(z.enum(webhookEventTypes))
  .min(1, 'Choose at least one event.')
  .transform((chosen) => webhookEventTypes.filter((type) => chosen.includes(type)))

const endpointId = z.string().max(64)
export const createWebhookInput = z.object({ url, events })
export const updateWebhookInput = z.object({ endpointId, url, events })
export const webhookInput = z.object({ endpointId })
export const rotateWebhookInput = z.object({
  endpointId,
  graceHours: z.coerce.number().int().min(graceHours.min).max(graceHours.max),
})
export const revokeWebhookInput = z.object({ endpointId, version: z.coerce.number().int().min(1) })
export type CreateWebhookInput = z.output<typeof createWebhookInput>
export type UpdateWebhookInput = z.output<typeof updateWebhookInput>
