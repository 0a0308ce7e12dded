import { z } from 'zod'
import { graceHours } from '@/lib/domain/secrets/secrets.schema'

/** The endpoints of a social-signin widget whose secrets may be apart. */
export const teamSecretEndpoints = ['search', 'iframe'] as const

/** Shorter secrets than this many bytes are guessed sooner, and need a confirmation. */
export const secretBytesStrong = 24

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
    secret: z
      .string()
      .max(512, 'A secret has at most 512 characters.')
      .refine((text) => text === text.trim(), 'Remove the white space around the secret.')
      .refine((text) => !text.includes('\0'), 'A secret has no NUL character.')
      .transform((text) => text || undefined)
      .optional(),
    acceptShort: z.literal('on').optional(),
  })
  .refine(({ secret, acceptShort }) => !secret || acceptShort || isStrong(secret), {
    path: ['secret'],
    error: `This secret is shorter than ${secretBytesStrong} bytes. Use a longer one, or confirm that the partner takes no longer one.`,
  })
export type SetTeamSecretInput = z.infer<typeof setTeamSecretInput>

export const promoteTeamSecretInput = z.object({
  widgetId,
  endpoint,
  graceHours: z.coerce.number().int().min(graceHours.min).max(graceHours.max).default(graceHours.default),
})
export type PromoteTeamSecretInput = z.infer<typeof promoteTeamSecretInput>
export const teamSecretVersionInput = z.object({ widgetId, version: z.number().int().min(1) })
export const testTeamSecretInput = z.object({ widgetId, state: z.enum(['active', 'staged']) })

function isStrong(secret: string): boolean {
  return new TextEncoder().encode(secret).length >= secretBytesStrong
}
