import { z } from 'zod'

/** A postback's state. Pending ones wait for their turn, for the next attempt, or until postbacks are allowed again. */
export const postbackStates = ['pending', 'delivered', 'failed', 'cancelled'] as const
export type PostbackState = (typeof postbackStates)[number]

export const postbackStateLabels: Record<PostbackState, string> = {
  pending: 'Waiting',
  delivered: 'Delivered',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

/** Why an event was cancelled, in its log. */
export const erasedText = 'The record was erased.'

/** The request of one attempt. The URL is the postback's own; of the signature, only which secrets made it. */
export const attemptRequest = z.object({
  method: z.string(),
  origin: z.string(),
  headers: z.record(z.string(), z.string()),
})
export type AttemptRequest = z.infer<typeof attemptRequest>

export const attemptResponse = z.object({
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  isTruncated: z.boolean(),
})
export type AttemptResponse = z.infer<typeof attemptResponse>

/** Filters of the log; anything malformed is left out rather than refused, since they come from a URL. */
export const listPostbacksInput = z.object({
  state: z.enum(postbackStates).optional().catch(undefined),
  cursor: z.string().max(64).optional().catch(undefined),
  /** The postback whose attempts are shown. */
  open: z.string().max(64).optional().catch(undefined),
})
export type ListPostbacksInput = z.infer<typeof listPostbacksInput>

const id = z.string().max(64)

/** Of a widget's postbacks or a webhook's events. */
function ofOwner<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.union([z.object({ widgetId: id, ...shape }), z.object({ endpointId: id, ...shape })])
}

export const ownerInput = ofOwner({})
export const postbackInput = ofOwner({ postbackId: id })

/** From when on a replay takes what failed; all that is kept comes last. */
export const replaySpans = [
  { hours: 1, label: 'an hour ago' },
  { hours: 24, label: '24 hours ago' },
  { hours: 7 * 24, label: '7 days ago' },
  { hours: 30 * 24, label: '30 days ago' },
] as const

export const startReplayInput = ofOwner({
  sinceHours: z.number().refine((hours) => replaySpans.some((span) => span.hours === hours)),
})

/** As many as a page lists. */
export const replaySelectedInput = ofOwner({ postbackIds: z.array(id).min(1).max(50) })

/** One attempt, as the partner may read it. */
export type Attempt = {
  at: Date
  durationMs: number
  status: number | null
  error: string | null
  request: AttemptRequest
  response: AttemptResponse | undefined
}
