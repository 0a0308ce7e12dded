import { z } from 'zod'

export const overviewDays = [7, 30, 90] as const

/** From a URL, so what is malformed is the default. */
export const overviewInput = z.object({
  days: z.coerce.number().pipe(z.literal(overviewDays)).catch(30),
})
export type OverviewInput = z.infer<typeof overviewInput>
