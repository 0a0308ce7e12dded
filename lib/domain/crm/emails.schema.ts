import { z } from 'zod'

export const saveEmailInput = z.object({
  personId: z.string().max(64),
  subject: z
    .string({ error: 'Enter a subject.' })
    .trim()
    .min(1, 'Enter a subject.')
    .max(300, 'Use at most 300 characters.')
    .regex(/^[^\p{Cc}]+$/u, 'Remove control characters.'),
  /** As the editor holds it; it is stored sanitised. */
  html: z
    .string({ error: 'Write a message.' })
    .max(100_000, 'The text is longer than 100,000 characters.')
    .regex(/^[^\0]*$/, 'Remove the NUL character.'),
})
export type SaveEmailInput = z.infer<typeof saveEmailInput>
