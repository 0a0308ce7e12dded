import { z } from 'zod'

export const createActivityBody = z.object({
  recordIds: z.array(z.uuid()).min(1).max(50).describe('The people and companies that it was about.'),
  subject: z.string().trim().min(1).max(300),
  description: z.string().trim().max(10_000).optional(),
  occurredAt: z.iso.datetime({ offset: true }).optional().describe('Now, where it is left out.'),
})
export type CreateActivityBody = z.output<typeof createActivityBody>
