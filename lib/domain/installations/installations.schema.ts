import { z } from 'zod'
import { placements } from '@/lib/domain/protocols/placements.schema'
import { contentHash } from '@/lib/domain/widgets/widgets.schema'

export const switchPlacementInput = z.object({
  widgetId: z.string().max(64),
  placement: z.enum(placements),
  enabled: z.boolean(),
  /** Of the version that was shown: what opens is what its reader saw. */
  contentHash: contentHash.optional(),
  /** When the change was made that this takes back: who had set the switch before, and when, come back with it. */
  undoes: z.iso.datetime().optional(),
})
export type SwitchPlacementInput = z.infer<typeof switchPlacementInput>

export const showChoices = ['all', 'on', 'off', 'testing'] as const

/** Filters of the settings page; anything malformed is left out rather than refused, since they come from a URL. */
export const listInstallationsInput = z.object({
  query: z.string().trim().max(100).optional().catch(undefined),
  show: z.enum(showChoices).default('all').catch('all'),
  placement: z.enum(placements).optional().catch(undefined),
  partner: z.string().max(64).optional().catch(undefined),
  cursor: z.string().max(64).optional().catch(undefined),
})
export type ListInstallationsInput = z.infer<typeof listInstallationsInput>
