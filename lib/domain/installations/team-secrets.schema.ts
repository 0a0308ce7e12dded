import { z } from 'zod'
import { graceHours } from '@/lib/domain/secrets/durations.schema'
import { pastedSecret, weakSecret } from '@/lib/domain/secrets/formats.schema'
import { graceField } from '@/lib/domain/secrets/grace.schema'

/** The endpoints of a social-signin widget whose secrets may be apart. */
export const teamSecretEndpoints = ['search', 'iframe'] as const

const widgetId = z.string().max(64)
const endpoint = z
  .enum(teamSecretEndpoints)
  .optional()
  .or(z.literal('').transform(() => undefined))

export const setTeamSecretInput = z
  .object({
    widgetId,
    endpoint,
    /** As agreed with the partner; without it a strong one is made. */
    secret: pastedSecret.transform((text) => text || undefined).optional(),
    acceptShort: z.literal('on').optional(),
  })
  .refine(weakSecret.isAccepted, weakSecret.refusal('partner'))
export type SetTeamSecretInput = z.infer<typeof setTeamSecretInput>

export const promoteTeamSecretInput = z.object({
  widgetId,
  endpoint,
  graceHours: graceField.default(graceHours.default),
})
export type PromoteTeamSecretInput = z.infer<typeof promoteTeamSecretInput>
export const teamSecretVersionInput = z.object({ widgetId, version: z.number().int().min(1) })
export const testTeamSecretInput = z.object({ widgetId, state: z.enum(['active', 'staged']) })
