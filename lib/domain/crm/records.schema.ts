import { z } from 'zod'

/** Search and cursor of the people and companies lists; from a URL, so malformed values are left out. */
export const listRecordsInput = z.object({
  query: z.string().trim().max(100).optional().catch(undefined),
  after: z.string().max(400).optional().catch(undefined),
  before: z.string().max(400).optional().catch(undefined),
})
export type ListRecordsInput = z.infer<typeof listRecordsInput>
