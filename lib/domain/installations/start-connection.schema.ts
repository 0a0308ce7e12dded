import { z } from 'zod'
import { placements } from '@/lib/domain/protocols/placements.schema'

export const startConnectionInput = z.object({
  widgetId: z.string().max(64),
  placement: z.enum(placements).optional(),
})
export type StartConnectionInput = z.infer<typeof startConnectionInput>
