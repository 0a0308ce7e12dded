import { z } from 'zod'

export const recordSorts = ['name', 'newest', 'changed'] as const
export type RecordSort = (typeof recordSorts)[number]

/** Search, filters, order and cursor of the people and companies lists; from a URL, so malformed values are left out. */
export const listRecordsInput = z.object({
  query: z.string().trim().max(100).optional().catch(undefined),
  stage: z.string().min(1).max(100).optional().catch(undefined),
  sort: z.enum(recordSorts).optional().catch(undefined),
  after: z.string().max(3_000).optional().catch(undefined),
  before: z.string().max(3_000).optional().catch(undefined),
})
export type ListRecordsInput = z.infer<typeof listRecordsInput>

export const listPeopleInput = listRecordsInput.extend({ company: z.uuid().optional().catch(undefined) })
export type ListPeopleInput = z.infer<typeof listPeopleInput>

/** What a reader types to choose a company. */
export const findCompaniesInput = z.object({ query: z.string().trim().max(100) })
