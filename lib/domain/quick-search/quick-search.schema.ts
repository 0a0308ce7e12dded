import { z } from 'zod'

export const findJumpsInput = z.object({ query: z.string().trim().min(1).max(100) })

/** A place to go to. */
export type Jump = { id: string; group: string; label: string; detail: string; href: string }
