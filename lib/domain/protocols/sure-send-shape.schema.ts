import { z } from 'zod'

const text = z.string()
const bit = z.union([z.literal(0), z.literal(1)], { error: 'It is 0 or 1.' })
const email = z.strictObject({
  id: text,
  email: text,
  value: text,
  isPrimary: bit,
  created_at: text,
  updated_at: text,
})
const phone = z.strictObject({
  id: text,
  phone: text,
  type: text,
  isPrimary: bit,
  normalized: text,
  created_at: text,
  updated_at: text,
})
const address = z.strictObject({
  id: text,
  type: text,
  street: text,
  city: text,
  state: text,
  code: text,
  country: text,
  isPrimary: bit,
})
const stage = z.strictObject({ name: text })
const around = {
  team: z.strictObject({ id: text.min(1), name: text }).optional(),
  user: z.strictObject({ id: text.min(1), email: text }).optional(),
  timestamp: text.optional(),
}

const sureSendPerson = z.strictObject({
  ...around,
  person: z.strictObject({
    id: text.min(1),
    firstName: text,
    lastName: text,
    stage,
    emails: z.array(email),
    phones: z.array(phone),
  }),
})

const sureSendCompany = z.strictObject({
  ...around,
  company: z.strictObject({
    id: text.min(1),
    name: text,
    industry: text.nullable(),
    website: text.nullable(),
    description: text.nullable(),
    companySize: text.nullable(),
    annualRevenue: z.number().nullable(),
    foundedDate: text.nullable(),
    registrationNumber: text.nullable(),
    taxId: text.nullable(),
    stage,
    emails: z.array(email),
    phones: z.array(phone),
    addresses: z.array(address),
  }),
})

/** Own JSON of a Sure Send launch. What may be left out comes from the sample. */
export function sureSendShape(place: string): z.ZodType {
  return place === 'company' ? sureSendCompany : sureSendPerson
}
