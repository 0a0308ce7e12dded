import { z } from 'zod'

const text = z.string()
const id = z.union([text.min(1), z.int()], { error: 'An id is a string or a whole number.' })
const salesloftIds = {
  integration_id: id.optional(),
  tenant_id: id.optional(),
  user_guid: text.min(1).optional(),
  origin: z.url({ protocol: /^https?$/ }).optional(),
  nonce: text.min(1).optional(),
}
const someone = z.looseObject({})
const salesloftShapes: Partial<Record<string, z.ZodType>> = {
  person: z.looseObject({ ...salesloftIds, person: someone, account: someone.optional() }),
  company: z.looseObject({ ...salesloftIds, account: someone }),
  email_editor: z.looseObject({
    ...salesloftIds,
    person: someone.optional(),
    account: someone.optional(),
  }),
  custom_action: z.looseObject({
    ...salesloftIds,
    action: z.looseObject({ id }).optional(),
    person: someone,
    account: someone.optional(),
  }),
}

/** Own payload of a Salesloft slot. */
export function salesloftShape(place: string): z.ZodType {
  return salesloftShapes[place] ?? z.looseObject(salesloftIds)
}
