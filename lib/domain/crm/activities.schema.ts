import { z } from 'zod'

export const createActivityBody = z.object({
  recordIds: z
    .array(z.uuid())
    .min(1)
    .max(50)
    .describe('The ids of the people and companies that the activity is about.'),
  subject: z.string().trim().min(1).max(300),
  description: z.string().trim().max(10_000).optional(),
  occurredAt: z.iso.datetime({ offset: true }).optional().describe('Defaults to now.'),
})
export type CreateActivityBody = z.output<typeof createActivityBody>
