import { z } from 'zod'

export const searchPartnerInput = z.object({
  widgetId: z.string().max(64),
  query: z.string().trim().min(1).max(200),
})
export type SearchPartnerInput = z.infer<typeof searchPartnerInput>

export const logToPartnerInput = z.object({
  widgetId: z.string().max(64),
  recipientIds: z.array(z.string().min(1).max(200)).min(1).max(50),
  subject: z
    .string({ error: 'Enter what happened.' })
    .trim()
    .min(1, 'Enter what happened.')
    .max(300, 'Use at most 300 characters.'),
  description: z
    .string()
    .trim()
    .max(10_000)
    .optional()
    .transform((value) => value || undefined),
})
export type LogToPartnerInput = z.infer<typeof logToPartnerInput>

/** A result of a partner's search. */
export type PartnerResult = { id: string; name: string; details: string[] }

/** A partner's description of its own failure. */
export const partnerFault = z.union([
  z.object({ errorMessage: z.string().min(1) }).transform(({ errorMessage }) => errorMessage),
  z.object({ error: z.string().min(1) }).transform(({ error }) => error),
])
