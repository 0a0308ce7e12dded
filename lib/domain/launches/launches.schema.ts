import { z } from 'zod'
import { type FramingReport, type LaunchFailure, launchFailures } from '@/lib/domain/framing/framing.schema'
import { placements } from '@/lib/domain/protocols/placements.schema'

export const openLaunchInput = z.object({
  widgetId: z.string().max(64),
  placement: z.enum(placements),
  /** The person or company; a full page has none, an email may be written to nobody yet. */
  record: z.string().max(64).optional(),
  /** Whom a partner's own search found, by its id there: opened in place of the record. */
  result: z.string().min(1).max(200).optional(),
  /** Of a custom action. */
  step: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
})
export type OpenLaunchInput = z.infer<typeof openLaunchInput>

export const settleLaunchInput = z.object({
  launchId: z.string().max(64),
  outcome: z.enum(['shown', 'failed']),
  reason: z.enum(launchFailures).optional(),
})
export type SettleLaunchInput = z.infer<typeof settleLaunchInput>

export const launchPeriods = { '24h': 1, '7d': 7, '30d': 30 } as const
export type LaunchPeriod = keyof typeof launchPeriods

/** Filters of the launch log. They come from a URL, so malformed ones are left out. */
export const listLaunchesInput = z.object({
  /** How a launch ended, or why it failed. */
  outcome: z
    .enum(['shown', 'failed', 'opened', ...launchFailures])
    .optional()
    .catch(undefined),
  placement: z.enum(placements).optional().catch(undefined),
  /** A version by its number. */
  version: z.coerce.number().int().min(1).max(2_147_483_647).optional().catch(undefined),
  team: z.uuid().optional().catch(undefined),
  period: z
    .enum(Object.keys(launchPeriods) as [LaunchPeriod, ...LaunchPeriod[]])
    .optional()
    .catch(undefined),
  /** The id of a launch, or part of a team's name. */
  query: z.string().trim().max(100).optional().catch(undefined),
  /** Time and id of the last launch of the page before. */
  cursor: z
    .string()
    .regex(/^\d{1,14}_lch_[A-Za-z0-9]{1,40}$/)
    .optional()
    .catch(undefined),
})
export type ListLaunchesInput = z.infer<typeof listLaunchesInput>

export const launchInput = z.object({ launchId: z.string().max(64) })

const nonce = z.string().min(1).max(200)

/** What a widget's frame may ask for, as Salesloft's postMessage API has it. */
export const launchMessageInput = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('insertHtml'),
    launchId: z.string().max(64),
    nonce,
    html: z.string().min(1).max(100_000),
  }),
  z.object({
    event: z.literal('completedAction'),
    launchId: z.string().max(64),
    nonce,
    actionId: z.number().int().min(1).max(2_147_483_647),
  }),
])
export type LaunchMessageInput = z.infer<typeof launchMessageInput>

/** What the page around the frame does with an accepted message. */
export type AcceptedMessage =
  | { event: 'insertHtml'; html: string }
  | { event: 'completedAction'; actionId: number; title: string }

/** A record of the team that a widget may go to: by the CRM's own id, or the one that launches give. */
export const destinationInput = z.union([
  z.strictObject({ person: z.string().min(1).max(200) }),
  z.strictObject({ company: z.string().min(1).max(200) }),
])
export type DestinationInput = z.infer<typeof destinationInput>
export type Destination = {
  kind: 'person' | 'company'
  id: string
  externalId: string | null
  /** False for a record that only an embedding CRM knows; `id` is then what the widget said. */
  isStored: boolean
}

/** What the stage sends to its page, typed and same-origin. */
export type StageMessage =
  | { type: 'framegate.opening'; launchId: string; origin: string; signedAt: string; signMs: number }
  | { type: 'framegate.answered'; ms: number }
  | { type: 'framegate.shown'; ms: number }
  | { type: 'framegate.failed'; reason: LaunchFailure; report: FramingReport; ms: number }
  | { type: 'framegate.refused'; code: string; detail: string; requestId: string }
  | { type: 'framegate.ignored'; messages: number }
  | { type: 'framegate.html'; html: string }
  | { type: 'framegate.completed'; actionId: number; title: string }
  | { type: 'framegate.message_refused'; detail: string }
  /** In pixels of CSS. */
  | { type: 'framegate.height'; height: number }
  | { type: 'framegate.resize_loop'; heights: number[] }
  | { type: 'framegate.notice'; text: string }
  | ({ type: 'framegate.navigate' } & Destination)
  | { type: 'framegate.state'; text: string }
