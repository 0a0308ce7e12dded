import { z } from 'zod'

// The schemas of the JSON API check each request and answer, and make its description. This is what several share.

export const id = z.string().min(1).max(64)

export const pageQuery = z.object({
  cursor: z.string().max(64).optional().describe('The nextCursor of the previous page.'),
})

export const nextCursor = z
  .string()
  .nullable()
  .describe('Pass it as cursor to get the next page; null on the last page.')
