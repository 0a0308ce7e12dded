import { z } from 'zod'

export const createApiKeyInput = z.object({
  name: z
    .string({ error: 'Enter the name of the program that will use it.' })
    .trim()
    .min(1, 'Enter the name of the program that will use it.')
    .max(60, 'Use at most 60 characters.'),
})
export type CreateApiKeyInput = z.infer<typeof createApiKeyInput>

export const apiKeyInput = z.object({ apiKeyId: z.string().max(64) })
