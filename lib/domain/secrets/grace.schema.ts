import { z } from 'zod'
import { graceChoices, graceHours } from '@/lib/domain/secrets/durations.schema'

/** A grace as a form or an address sends it: any whole hour. */
export const graceField = z.coerce
  .number()
  .int()
  .min(graceHours.min)
  .max(graceHours.max, 'The grace period lasts at most 7 days.')

/** A grace as a program or a page chooses it. */
export const graceChoice = z
  .number()
  .refine((hours) => graceChoices.some((choice) => choice.hours === hours), {
    error: `Choose one of ${new Intl.ListFormat('en-GB').format(graceChoices.map(({ hours }) => String(hours)))}.`,
  })
