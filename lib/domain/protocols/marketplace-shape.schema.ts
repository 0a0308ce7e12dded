import { z } from 'zod'

const text = z.string()
const marketplaceValues = z.strictObject({
  location_id: text
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'A location id has 1 to 64 letters, digits, - or _.')
    .optional(),
  user_id: text.min(1).optional(),
  'access-token': text.optional(),
  contact_id: text.optional(),
  contact_api_id: text.optional(),
  user_oauth_url: text.optional(),
})

/** Own values of a marketplace launch. */
export function marketplaceShape(): z.ZodType {
  return marketplaceValues
}
