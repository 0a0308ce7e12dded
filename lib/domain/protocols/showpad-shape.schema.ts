import { z } from 'zod'

const text = z.string()
const showpadInfo = z
  .looseObject({ subdomain: text.min(1), username: text.min(1), crmInstanceId: text.min(1) })
  .optional()
const showpadSearch = z.looseObject({ showpadInfo, query: text })
const showpadActivity = z.looseObject({
  showpadInfo,
  recipientIds: z.array(text),
  subject: text,
  description: text.optional(),
  occurredAt: text.optional(),
})

/** Own body of a Showpad call. */
export function showpadShape(place: string): z.ZodType {
  return place === 'activities' ? showpadActivity : showpadSearch
}
