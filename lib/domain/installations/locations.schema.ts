import { z } from 'zod'

/** How many a team may have. */
export const locationsMax = 100

const oneLine = /^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u
/** It may be part of the path of a postback's URL, where only dots would mean another folder. */
const notDotsAlone = /^(?!\.+$)/

function fact(lengthMax: number) {
  return z
    .string()
    .trim()
    .max(lengthMax, `Use at most ${lengthMax} characters.`)
    .regex(oneLine, 'Remove control characters and line breaks.')
    .regex(notDotsAlone, 'Use more than just dots.')
    .optional()
    .transform((value) => value || null)
}

const locationFields = {
  name: z
    .string({ error: 'Enter a name.' })
    .trim()
    .min(1, 'Enter a name.')
    .max(80, 'Use at most 80 characters.')
    .regex(oneLine, 'Remove control characters and line breaks.'),
  accountNumber: fact(64),
  apiId: fact(64),
}

const locationId = z.string().max(64)

export const createLocationInput = z.object(locationFields)
export type CreateLocationInput = z.infer<typeof createLocationInput>

export const updateLocationInput = z.object({ ...locationFields, locationId })
export type UpdateLocationInput = z.infer<typeof updateLocationInput>

export const locationInput = z.object({ locationId })

export const updateMarketplaceMemberInput = z.object({
  userId: z.string().max(64),
  username: fact(100),
  domainUrl: z
    .string()
    .trim()
    .max(512, 'Use at most 512 characters.')
    .optional()
    .transform((value) => value || null)
    .refine(
      (value) => value === null || z.url({ protocol: /^https?$/ }).safeParse(value).success,
      'Enter an address such as https://acme.example.com.',
    ),
})
export type UpdateMarketplaceMemberInput = z.infer<typeof updateMarketplaceMemberInput>

/** Cursors of the settings page; anything malformed is left out rather than refused, since they come from a URL. */
export const listLocationsInput = z.object({
  cursor: z.string().max(64).optional().catch(undefined),
  members: z.string().max(64).optional().catch(undefined),
})
