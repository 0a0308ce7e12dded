import { z } from 'zod'
import { id } from '@/lib/domain/api/parts.schema'

export const embedOriginsMax = 10

/** How long a session lasts, in seconds. */
export const embedSessionSeconds = { min: 60, default: 15 * 60, max: 60 * 60 } as const

export const saveEmbedInput = z.object({
  origins: z
    .array(z.string().trim().min(1, 'Enter an origin.').max(300))
    .max(embedOriginsMax, `Enter at most ${embedOriginsMax} origins.`)
    .describe(
      'The origins of your CRM, such as https://crm.example.com. Only their pages may show tabs; an empty list turns embedding off.',
    ),
})
export type SaveEmbedInput = z.output<typeof saveEmbedInput>

/** The same as a form has it: an origin a line, and none to turn embedding off. */
export const embedForm = z.object({
  origins: z
    .string()
    .max(5_000)
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .refine((origins) => origins.length <= embedOriginsMax, `Enter at most ${embedOriginsMax} origins.`),
})

export const embedAnswer = z.object({
  id: id.describe('The public ID of the embed. It is in the page and opens nothing by itself.'),
  origins: z.array(z.string()),
})

export const createEmbedSessionBody = z.object({
  user: z
    .object({
      id: id.describe('The ID of the user in your CRM.'),
      email: z.email().max(320),
      name: z.string().trim().min(1).max(200).optional(),
    })
    .describe(
      'The user of your CRM who opens tabs. With the email of a member of the team, it is that member.',
    ),
  expiresInSeconds: z
    .number()
    .int()
    .min(embedSessionSeconds.min)
    .max(embedSessionSeconds.max)
    .default(embedSessionSeconds.default)
    .describe('How long the token works: 15 minutes unless you send it, at most an hour.'),
})
export type CreateEmbedSessionInput = z.output<typeof createEmbedSessionBody>

export const embedSessionAnswer = z.object({
  id: id.describe('With it you end the session early.'),
  token: z.string().describe('Shown only here. Give it to the script in your page, never in an address.'),
  expiresAt: z.iso.datetime(),
})

export const embedSessionParams = z.object({ sessionId: id })
export const embedSessionInput = z.object({ sessionId: z.string().max(64) })
