import { z } from 'zod'

export const quickSearchInput = z.object({ query: z.string().trim().min(1).max(100) })

/** Something to jump to. */
export type QuickSearchResult = { id: string; group: string; label: string; detail: string; href: string }
