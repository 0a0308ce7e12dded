import { z } from 'zod'

const widgetId = z.string().max(64)
const locationId = z.string().max(64)

export const registerLocationInput = z.object({ widgetId, locationId })
export type RegisterLocationInput = z.infer<typeof registerLocationInput>

export const registerUserInput = z.object({ widgetId, locationId, userId: z.string().max(64) })
export type RegisterUserInput = z.infer<typeof registerUserInput>

/** How many members one call registers: the page asks again until none is left. */
export const registerBatchMax = 100
